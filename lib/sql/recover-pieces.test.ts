import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, type ParsedStatement, parseScript } from './parse'

beforeAll(loadParser)

/** Each statement's node, or what the parser says and where. */
function outline(sql: string): (string | [string, string])[] {
  return parseScript(sql).statements.map(({ node, error }) =>
    error ? [error.message, sql.slice(error.position, error.position + 12)] : (node ?? 'nothing'),
  )
}

const at = (word: string) => expect.stringContaining(`"${word}"`)

describe('a script with mistakes', () => {
  it('tells each of them at its place, and parses what is around them', () => {
    const sql = `CREATE TABLE a (id int);
SELEC 1; -- é
ALTER TABLE a ADD COLUMN b int;
DROP TABEL a; ALTER TABLE a DROP COLUMN b;
INSERT INTO a VALUES (1;
SELECT 2;`
    expect(outline(sql)).toEqual([
      'CreateStmt',
      [at('SELEC'), 'SELEC 1; -- '],
      'AlterTableStmt',
      [at('TABEL'), 'TABEL a; ALT'],
      'AlterTableStmt',
      [expect.any(String), expect.any(String)],
      'SelectStmt',
    ])
  })

  it('ends a quote that nobody closed where its statement ends', () => {
    expect(outline("SELECT 1;\nUPDATE a SET b = 'x;\nDROP TABLE c;\nSELECT 'fine';")).toEqual([
      'SelectStmt',
      [expect.stringContaining('unterminated quoted string'), expect.stringMatching(/^'x/)],
      'DropStmt',
      'SelectStmt',
    ])
    expect(outline('ALTER TABLE "a DROP COLUMN b;\nDROP TABLE c;')).toEqual([
      [expect.stringContaining('unterminated quoted identifier'), expect.any(String)],
      'DropStmt',
    ])
    expect(outline('DO $$ BEGIN NULL; END;\nDROP TABLE c;\nDROP TABLE d;').slice(-2)).toEqual([
      'DropStmt',
      'DropStmt',
    ])
  })

  it('parses both sides of a semicolon that is missing, and tells where', () => {
    expect(outline('CREATE TABLE a (id int)\nCREATE TABLE b (id int)\n\nDROP TABLE c;\nSELECT 1;')).toEqual([
      'CreateStmt',
      [at('CREATE'), 'CREATE TABLE'],
      [at('DROP'), 'DROP TABLE c'],
      'SelectStmt',
    ])
    const { statements } = parseScript('CREATE TABLE a (id int)\nDROP TABLE c;')
    expect(statements.map(({ node }) => node)).toEqual(['CreateStmt', 'DropStmt'])
  })

  it('knows the commands of psql, and rows of a dump', () => {
    const sql = `\\set x 1
\\c shop
CREATE TABLE a (id int);
COPY a FROM stdin;
1
it's
\\.
SELECT 1 \\gexec
DROP TABLE a;`
    expect(outline(sql)).toEqual([
      ['\\set is a command of psql, not SQL.', '\\set x 1\n\\c '],
      ['\\c is a command of psql, not SQL.', '\\c shop\nCREA'],
      'CreateStmt',
      'CopyStmt',
      [expect.stringContaining('rows for COPY'), expect.any(String)],
      'SelectStmt',
      ['\\gexec is a command of psql, not SQL.', '\\gexec\nDROP '],
      'DropStmt',
    ])
  })

  it('judges what stands beside a NUL', () => {
    expect(parseScript('DROP TABLE a;\0DROP TABLE b;').statements.map(({ node }) => node)).toEqual([
      'DropStmt',
      null,
    ])
  })
})

it('loses nothing and never throws, wherever a script is cut off', () => {
  const sql = `-- é
CREATE TABLE "a" (id int, t text DEFAULT 'x;''y');
DO $x$ BEGIN EXECUTE 'SELECT 1;'; END $x$; /* c /* d */ e */
CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;
SELECT E'\\';', U&"\\0061", $1::text; -- 🐘
ALTER TABLE a ADD CHECK (id > (0));`
  const whole = parseScript(sql).statements
  expect(whole).toHaveLength(5)
  for (let length = 0; length <= sql.length; length++) {
    const text = sql.slice(0, length)
    const { statements, error } = parseScript(text)
    const done = whole.filter(({ end }) => end < length)
    expect(statements.slice(0, done.length).map(shape), JSON.stringify(text)).toEqual(done.map(shape))
    const isWhole = statements.every((statement) => statement.tree && !statement.error)
    expect(error === null || /comment/.test(error.message), text).toBe(
      isWhole || (error !== null && /comment/.test(error.message)),
    )
    for (const statement of statements)
      expect(text.slice(statement.start, statement.end)).toBe(statement.text)
  }
})

function shape({ start, end, node, line }: ParsedStatement) {
  return { start, end, node, line }
}

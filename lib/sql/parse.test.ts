import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser, splitScript } from './parse'

beforeAll(loadParser)

const texts = (sql: string) => splitScript(sql).statements.map((statement) => statement.text)

/** What must hold for every script. */
function check(sql: string) {
  const split = splitScript(sql)
  let last = 0
  for (const [index, statement] of split.statements.entries()) {
    expect(statement.index).toBe(index)
    expect(sql.slice(statement.start, statement.end)).toBe(statement.text)
    expect(statement.start).toBeGreaterThanOrEqual(last)
    expect(statement.line).toBe(sql.slice(0, statement.start).split('\n').length)
    expect(statement.text).not.toMatch(/^\s|^--|^\/\*|;$|\s$/)
    last = statement.end
  }
  return split
}

describe('splitting a script', () => {
  it('leaves out leading comments and closing semicolons', () => {
    const { statements, error } = check(
      '-- first\nSELECT 1;\n/* two; */\n  SELECT 2 -- why\n;\nSELECT 3 /* end */ ;;\n',
    )
    expect(error).toBeNull()
    expect(statements.map(({ line }) => line)).toEqual([2, 4, 6])
    expect(statements.map(({ text }) => text)).toEqual(['SELECT 1', 'SELECT 2', 'SELECT 3'])
  })

  it('finds the end of a last statement without semicolon', () => {
    expect(texts('SELECT 1; SELECT 2 -- it is; the end\n')).toEqual(['SELECT 1', 'SELECT 2'])
    expect(texts("SELECT ';--' /* x */\n\n")).toEqual(["SELECT ';--'"])
  })

  it('counts in UTF-16, not in bytes', () => {
    const { statements } = check("-- été 🐘\nSELECT 'ß🐘'; -- 漢字\nSELECT 'ü';\r\nSELECT 3")
    expect(statements.map(({ text }) => text)).toEqual(["SELECT 'ß🐘'", "SELECT 'ü'", 'SELECT 3'])
    expect(statements.map(({ line }) => line)).toEqual([2, 3, 4])
  })

  it('takes CRLF and a byte order mark', () => {
    const { statements } = check('\uFEFF-- a\r\nCREATE TABLE a (\r\n  id int\r\n);\r\n\r\nSELECT 1;\r\n')
    expect(statements.map(({ node, line }) => [node, line])).toEqual([
      ['CreateStmt', 2],
      ['SelectStmt', 6],
    ])
  })

  it('keeps bodies whole', () => {
    const sql = `DO $$ BEGIN EXECUTE 'a;b'; -- c;
      END $$; CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2; END; SELECT $x$ ; $$ ; $x$`
    expect(check(sql).statements.map(({ node }) => node)).toEqual([
      'DoStmt',
      'CreateFunctionStmt',
      'SelectStmt',
    ])
  })

  it('has nothing to list in empty scripts and in comments', () => {
    for (const sql of [
      '',
      ' \n\t',
      ';',
      ';;\n;',
      '-- only this',
      '/* a /* nested; */ b */',
      '-- a;\n-- b;\r\n',
      '\uFEFF',
    ]) {
      expect(splitScript(sql), JSON.stringify(sql)).toEqual({ statements: [], error: null })
    }
  })

  it('names nodes and flags what cannot be in a transaction', () => {
    const flags = (sql: string) => check(sql).statements.map(({ needsAutocommit }) => needsAutocommit)
    const alone = [
      'CREATE INDEX CONCURRENTLY i ON t (a)',
      'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)',
      'DROP INDEX CONCURRENTLY i',
      'REINDEX INDEX CONCURRENTLY i',
      'REINDEX (CONCURRENTLY) TABLE t',
      'REINDEX SCHEMA s',
      'ALTER TABLE t DETACH PARTITION p CONCURRENTLY',
      'VACUUM',
      'VACUUM ANALYZE t',
      'CLUSTER',
      `ALTER SYSTEM SET work_mem = '1GB'`,
      'CREATE DATABASE d',
      'DROP DATABASE d',
      `CREATE TABLESPACE s LOCATION '/x'`,
      'DROP TABLESPACE s',
      `CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p`,
      'DROP SUBSCRIPTION s',
      'ALTER SUBSCRIPTION s REFRESH PUBLICATION',
      'ALTER DATABASE d SET TABLESPACE s',
      'DISCARD ALL',
      'DO $$ BEGIN LOOP DELETE FROM t; COMMIT; END LOOP; END $$',
    ]
    for (const sql of alone) expect(flags(sql), sql).toEqual([true])
    const together = [
      'CREATE INDEX i ON t (a)',
      'DROP INDEX i',
      'REINDEX TABLE t',
      'REINDEX (CONCURRENTLY false) TABLE t',
      'ALTER TABLE t DETACH PARTITION p',
      'ANALYZE t',
      'CLUSTER t',
      'ALTER DATABASE d SET work_mem = 1',
      'DISCARD PLANS',
      `CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = false)`,
      'SAVEPOINT a',
      `ALTER TYPE e ADD VALUE 'x'`,
      `DO $$ BEGIN PERFORM 'commit;'; -- commit;\nEND $$`,
      'REFRESH MATERIALIZED VIEW CONCURRENTLY m',
    ]
    for (const sql of together) expect(flags(sql), sql).toEqual([false])
  })

  it('knows transaction control from savepoints', () => {
    const sql =
      'BEGIN; START TRANSACTION; COMMIT; END; ROLLBACK; ABORT; SAVEPOINT a; RELEASE a; ROLLBACK TO a; PREPARE TRANSACTION $$x$$'
    expect(
      check(sql.replace('$$x$$', "'x'")).statements.map(({ controlsTransaction }) => controlsTransaction),
    ).toEqual([true, true, true, true, true, true, false, false, false, true])
  })

  it('reads 10,000 statements', () => {
    const sql = Array.from(
      { length: 10_000 },
      (_, i) => `-- é ${i};\nINSERT INTO t VALUES (${i}, 'ü;');`,
    ).join('\n')
    expect(splitScript(sql).statements).toHaveLength(10_000)
  })
})

describe('a script that does not parse', () => {
  it('still lists the other statements and says where it fails', () => {
    const sql =
      "CREATE TABLE a (id int);\n-- 🐘 é\nSELEC 'x;';\nDO $$ BEGIN a; END $$; /* ; /* ; */ */ SELECT E'it\\'s;', \"a;b\", U&'x;';"
    const { statements, error } = check(sql)
    expect(statements.map(({ node }) => node)).toEqual(['CreateStmt', null, 'DoStmt', 'SelectStmt'])
    expect(statements[1]?.summary).toBe("SELEC 'x;'")
    expect(error).toEqual({ message: expect.stringContaining('SELEC'), position: sql.indexOf('SELEC') })
  })

  it('survives a parenthesis that never closes, and one too many', () => {
    expect(check('CREATE TABLE a (id int; SELECT 2; SELECT 3').statements.map(({ node }) => node)).toEqual([
      null,
      'SelectStmt',
      'SelectStmt',
    ])
    expect(check('SELECT 1); SELECT 2').statements.map(({ node }) => node)).toEqual([null, 'SelectStmt'])
  })

  it('survives quotes and comments that never close', () => {
    expect(check("SELECT 1; SELECT 'abc; SELECT 2").statements).toHaveLength(2)
    expect(check('SELECT 1; DO $a$ BEGIN; END $$; SELECT 2').statements).toHaveLength(2)
    expect(check('SELECT 1; FOO; /* never; closed').statements).toHaveLength(2)
  })

  it('keeps rules and routines with several statements whole', () => {
    const sql =
      'FOO; CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END; SELECT 1'
    expect(check(sql).statements.map(({ node }) => node)).toEqual([
      null,
      'RuleStmt',
      'CreateFunctionStmt',
      'SelectStmt',
    ])
  })

  it('lists all of 10,000 statements when one is wrong, and takes long literals', () => {
    const lines = Array.from({ length: 10_000 }, (_, i) => `INSERT INTO t VALUES (${i});`)
    const { statements } = splitScript(`${lines.join('\n')}\nNOPE;\nSELECT '${'x'.repeat(3_000_000)}'`)
    expect(statements).toHaveLength(10_002)
    expect(statements.filter(({ node }) => node === null)).toHaveLength(1)
  })

  it('does not hand a NUL to the parser', () => {
    const { statements, error } = splitScript('SELECT 1; SELECT \0 2')
    expect(statements.map(({ node }) => node)).toEqual(['SelectStmt', null])
    expect(error?.position).toBe(17)
  })
})

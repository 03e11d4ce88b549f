import { beforeAll, expect, it } from 'vitest'
import { loadParser, type ParsedStatement, parseScript, parseScripts } from './parse'

beforeAll(loadParser)

const scripts = [
  'SELECT 1',
  '-- é 🐘\nCREATE TABLE "ü" (a text DEFAULT \'ß\');\nDROP TABLE b;',
  '',
  '-- nothing\n',
  'SELECT 1; /* never closed',
  'closed here */ SELECT 2;',
  "SELECT 'never closed",
  "closed here' AS x;",
  'DO $$ BEGIN',
  'NULL; END $$;',
  'SELECT (1',
  ') AS y;',
  '\uFEFFSELECT 3;;\n;',
  'SELECT 4 -- no end of line',
  'SELECT 5; /* closed */ -- /* not open',
  'SELEC 6; DROP TABLE c;',
  'DROP TABLE d\0;',
  'ALTER TABLE t ADD COLUMN é int, ADD COLUMN b int',
]

it('reads each script as if it were alone', () => {
  const together = parseScripts(scripts)
  for (const [index, sql] of scripts.entries()) {
    const alone = parseScript(sql)
    expect(together[index]?.error, sql).toEqual(alone.error)
    expect(together[index]?.statements.map(comparable), sql).toEqual(alone.statements.map(comparable))
  }
})

it('reads any two neighbours as if they were alone', () => {
  for (const first of scripts) {
    for (const second of scripts) {
      const together = parseScripts([first, second, 'SELECT 7'])
      const alone = [first, second, 'SELECT 7'].map((sql) => parseScript(sql))
      expect(
        together.map(({ statements }) => statements.map(comparable)),
        `${first} | ${second}`,
      ).toEqual(alone.map(({ statements }) => statements.map(comparable)))
    }
  }
})

it('leads from a place in a tree to the place in its own script', () => {
  const [, second] = parseScripts(['SELECT 1;', '-- é\nALTER TABLE "ü" ADD COLUMN b int'])
  const statement = second?.statements[0]
  expect(statement && placesIn(statement)).toContain(statement?.text.indexOf('"ü"'))
})

function comparable(statement: ParsedStatement) {
  const { tree, indexAt, comments, ...rest } = statement
  return { ...rest, comments, places: placesIn(statement) }
}

/** Of everything in the tree, in its statement. */
function placesIn({ tree, indexAt, start }: ParsedStatement): number[] {
  const found: number[] = []
  JSON.stringify(tree, (name, value) => {
    if (name === 'location' && typeof value === 'number') found.push(indexAt(value) - start)
    return value
  })
  return found
}

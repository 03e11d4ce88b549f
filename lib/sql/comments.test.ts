import { beforeAll, expect, it } from 'vitest'
import { loadParser, parseScript } from './parse'

beforeAll(loadParser)

const texts = (sql: string) =>
  parseScript(sql).statements.map(({ comments }) => comments.map(({ text }) => text))

it('gives a statement what stands above it and behind it on its line', () => {
  const sql = `-- first
-- second
SELECT 1; -- behind
/* above */
SELECT 2 -- inside
  , 3;

-- far above

SELECT 4 /* at the end */`
  expect(texts(sql)).toEqual([['first', 'second', 'behind'], ['above'], ['far above', 'at the end']])
})

it('counts lines and places', () => {
  const sql = '-- é 🐘\r\nSELECT 1;\r\n/* two\r\n lines */ -- three\r\nSELECT 2; -- four\r\n'
  const [first, second] = parseScript(sql).statements
  expect(first?.comments).toEqual([{ text: 'é 🐘', start: 0, end: sql.indexOf('\r'), line: 1 }])
  expect(second?.comments.map(({ line, text }) => [line, text])).toEqual([
    [3, 'two\r\n lines'],
    [4, 'three'],
    [5, 'four'],
  ])
  for (const { start, end, text } of second?.comments ?? []) expect(sql.slice(start, end)).toContain(text)
})

it('decides between two statements on one line, and across one that begins behind a statement', () => {
  expect(texts('SELECT 1; /* of the second */ SELECT 2;')).toEqual([[], ['of the second']])
  expect(texts('SELECT 1; /* begins here\n ends there */ SELECT 2;')).toEqual([
    ['begins here\n ends there'],
    [],
  ])
  expect(texts('SELECT 1; /* begins here\n ends there */\n-- own\nSELECT 2;')).toEqual([
    ['begins here\n ends there'],
    ['own'],
  ])
})

it('takes nested comments whole, and leaves what quotes hold', () => {
  expect(texts("/* a /* b */ -- c */ SELECT '-- no', $$ /* no */ $$ -- yes")).toEqual([
    ['a /* b */ -- c', 'yes'],
  ])
})

it('binds them in a script that does not parse', () => {
  expect(texts('-- one\nSELEC 1;\n-- two\nSELECT 2;')).toEqual([['one'], ['two']])
})

import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { changingColumnType } from './rule'

judgesItsFiles(changingColumnType, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === changingColumnType.meta.id)

const before = `CREATE TABLE orders (id bigint PRIMARY KEY, total integer, code varchar(10), kind varchar(5));
CREATE INDEX orders_partly ON orders (id) WHERE code IS NOT NULL;`

it('says once what is written anew for several columns', () => {
  const sql = 'ALTER TABLE orders ALTER total TYPE bigint, ALTER kind TYPE varchar(3);'
  expect(found(sql, { before }).map(({ title, cost }) => [title, cost])).toEqual([
    ['Changing total and kind writes all of orders anew', 'rewrite'],
  ])
})

it('says which index is built again', () => {
  const [finding] = found('ALTER TABLE orders ALTER code TYPE text;', { before })
  expect(finding).toMatchObject({
    cost: 'index build',
    title:
      'Changing code from varchar(10) to text builds orders_partly again while nobody can read or write orders',
  })
})

it('says that a view makes it fail, also where nothing would be written', () => {
  const view = `${before}\nCREATE VIEW kinds AS SELECT kind FROM orders;`
  const [finding] = found('ALTER TABLE orders ALTER kind TYPE varchar(9);', { before: view })
  expect(finding).toMatchObject({
    family: 'transaction',
    title: 'Changing the type of orders.kind fails: view kinds uses it',
  })
  expect(found('DROP VIEW kinds; ALTER TABLE orders ALTER kind TYPE varchar(9);', { before: view })).toEqual(
    [],
  )
})

it('says that PostgreSQL wants USING where it converts nothing by itself', () => {
  const titles = (sql: string) => found(sql, { before }).map(({ title }) => title)
  expect(titles('ALTER TABLE orders ALTER code TYPE integer;')).toEqual([
    'Changing orders.code from varchar(10) to integer fails: PostgreSQL wants USING for it',
  ])
  expect(titles('ALTER TABLE orders ALTER code TYPE integer USING code::integer;')).toEqual([
    'Changing code from varchar(10) to integer writes all of orders anew',
  ])
  expect(titles('ALTER TABLE orders ALTER total TYPE text;')).toEqual([
    'Changing total from integer to text writes all of orders anew',
  ])
})

it('leaves an enum that is made anew, and SERIAL, to those who know them', () => {
  const enums = `CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE t (id bigint PRIMARY KEY, m mood);`
  const swap = `CREATE TYPE mood_new AS ENUM ('a'); ALTER TABLE t ALTER m TYPE mood_new USING (m::text::mood_new); ALTER TYPE mood RENAME TO mood_old; ALTER TYPE mood_new RENAME TO mood; DROP TYPE mood_old;`
  expect(found(swap, { before: enums })).toEqual([])
  expect(found('ALTER TABLE orders ALTER total SET DATA TYPE BIGSERIAL;', { before })).toEqual([])
})

it('gives the way over a new column with its type and expression', () => {
  const [finding] = found(
    'ALTER TABLE orders ALTER total SET DATA TYPE numeric(12, 2) USING total / 100.0;',
    { before },
  )
  const sql = finding?.recipe?.steps.map((step) => step.sql ?? '').join('\n')
  expect(sql).toContain('ALTER TABLE orders ADD COLUMN total_new numeric(12, 2);')
  expect(sql).toContain('UPDATE orders SET total_new = total / 100.0 WHERE')
})

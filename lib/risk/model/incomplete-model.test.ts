import { beforeAll, expect, it } from 'vitest'
import { loadParser, parseScript } from '../../sql/parse'
import { applyStatement } from './apply-statement'
import { copyModel } from './copy-model'
import { emptyModel } from './empty-model'
import { findIndex, foreignKeysTo, partitionsOf } from './lookup'
import type { SchemaModel } from './model'

beforeAll(loadParser)

function walk(schema: SchemaModel, sql: string, migration = 0): SchemaModel {
  for (const { tree, index } of parseScript(sql).statements)
    if (tree) applyStatement(schema, tree, { migration, statement: index })
  return schema
}

const unknown = () => emptyModel({ complete: false })

it('knows of a table that it has not seen what statements tell, and that it is old', () => {
  const schema = walk(
    unknown(),
    `ALTER TABLE orders ADD COLUMN note text; ALTER TABLE orders ALTER id SET NOT NULL;
     CREATE UNIQUE INDEX i ON orders (id); ALTER TABLE orders ADD CONSTRAINT pk PRIMARY KEY USING INDEX i;
     ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 0) NOT VALID;`,
  )
  const orders = schema.tables.get('public.orders')
  expect(orders).toMatchObject({ complete: false, born: null })
  expect(orders?.columns.get('note')).toMatchObject({ type: { name: 'text' }, born: { statement: 0 } })
  expect(orders?.columns.get('id')).toMatchObject({ notNull: true, type: { name: 'unknown' }, born: null })
  expect(orders?.indexes.get('pk')).toMatchObject({
    constraint: 'pk',
    columns: ['id'],
    born: { statement: 2 },
  })
  expect(orders?.constraints.get('c')).toMatchObject({ columns: ['amount'], validated: false })
})

it('lets a table that was created be new, and a column added to an old one', () => {
  const schema = walk(
    unknown(),
    'CREATE TABLE a (id int); ALTER TABLE a RENAME TO b; ALTER TABLE c RENAME TO d;',
    3,
  )
  expect(schema.tables.get('public.b')).toMatchObject({
    complete: true,
    born: { migration: 3, statement: 0 },
  })
  expect(schema.tables.get('public.d')).toMatchObject({ complete: false, born: null })
  expect([...schema.tables.keys()]).toEqual(['public.b', 'public.d'])
})

it('does not believe that IF EXISTS finds what a complete model lacks', () => {
  const complete = walk(emptyModel({ complete: true }), 'ALTER TABLE IF EXISTS t ADD a int')
  expect(complete.tables.size).toBe(0)
  expect(walk(unknown(), 'ALTER TABLE IF EXISTS t ADD a int').tables.size).toBe(1)
})

it('keeps what IF NOT EXISTS finds', () => {
  const schema = walk(unknown(), 'CREATE TABLE t (a int); CREATE INDEX i ON t (a);')
  walk(
    schema,
    'CREATE TABLE IF NOT EXISTS t (b int); CREATE INDEX IF NOT EXISTS i ON t (b); ALTER TABLE t ADD COLUMN IF NOT EXISTS a text;',
    1,
  )
  const table = schema.tables.get('public.t')
  expect(table).toMatchObject({ born: { migration: 0 } })
  expect([...(table?.columns.keys() ?? [])]).toEqual(['a'])
  expect(table?.columns.get('a')?.type.name).toBe('int4')
  expect(table?.indexes.get('i')?.columns).toEqual(['a'])
})

it('leaves a copy as it was', () => {
  const before = walk(unknown(), 'CREATE TABLE t (a int, b int CHECK (b > 0)); CREATE TABLE u (t int);')
  const keep = JSON.stringify(shown(before))
  const after = copyModel(before)
  walk(
    after,
    `ALTER TABLE t RENAME a TO c; ALTER TABLE t ADD d int, DROP b; CREATE INDEX ON t (c); DROP TABLE u;
     ALTER TABLE t ADD PRIMARY KEY (c); SET search_path TO other; CREATE VIEW v AS SELECT 1; CREATE TYPE e AS ENUM ('a');`,
    1,
  )
  expect(JSON.stringify(shown(before))).toBe(keep)
  expect(JSON.stringify(shown(after))).not.toBe(keep)
})

function shown(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([key, each]) => [key, shown(each)])
  if (Array.isArray(value)) return value.map(shown)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shown(each)]))
}

it('finds indexes, foreign keys and partitions', () => {
  const schema = walk(
    unknown(),
    `CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p, q int REFERENCES p);
     CREATE TABLE m (a int) PARTITION BY LIST (a); CREATE TABLE m1 PARTITION OF m DEFAULT;
     CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE INDEX i ON s.t (a);`,
  )
  expect(findIndex(schema, 'p_pkey')).toMatchObject({ table: { key: 'public.p' }, index: { unique: true } })
  expect(findIndex(schema, 'i')).toBeNull()
  expect(findIndex(schema, 's.i')).toMatchObject({ table: { key: 's.t' } })
  expect(foreignKeysTo(schema, 'public.p').map(({ constraint }) => constraint.name)).toEqual([
    'c_p_fkey',
    'c_q_fkey',
  ])
  expect(partitionsOf(schema, 'public.m').map(({ name }) => name)).toEqual(['m1'])
})

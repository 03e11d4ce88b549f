import { beforeAll, expect, it } from 'vitest'
import { loadParser, parseScript } from '../../sql/parse'
import { applyStatement } from './apply-statement'
import { emptyModel } from './empty-model'
import { kindOfDefault } from './expressions'
import type { SchemaModel } from './model'

beforeAll(loadParser)

function schemaOf(sql: string): SchemaModel {
  const schema = emptyModel({ complete: true })
  for (const { tree, index } of parseScript(sql).statements)
    if (tree) applyStatement(schema, tree, { migration: 0, statement: index })
  return schema
}

const functions = `CREATE FUNCTION steady() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
  CREATE FUNCTION app.today() RETURNS date LANGUAGE sql STABLE AS 'SELECT 1';
  CREATE FUNCTION unsaid() RETURNS int LANGUAGE sql AS 'SELECT 1';`

it.each([
  ['NULL', 'none'],
  ['NULL::text', 'none'],
  ["'a'", 'constant'],
  ["'{}'::jsonb", 'constant'],
  ['1 + 2 * abs(-3)', 'constant'],
  ["ARRAY['a', lower('B')]::text[]", 'constant'],
  ['make_interval(days => 3)', 'constant'],
  ['steady()', 'constant'],
  ['now()', 'stable'],
  ["now() + interval '3 days'", 'stable'],
  ['CURRENT_TIMESTAMP', 'stable'],
  ['CURRENT_TIMESTAMP(3)', 'stable'],
  ['current_user', 'stable'],
  ["timezone('utc', now())", 'stable'],
  ["(now() AT TIME ZONE 'utc')", 'stable'],
  ['app.today()', 'stable'],
  ["current_setting('a.b')::int", 'stable'],
  ['gen_random_uuid()', 'volatile'],
  ['clock_timestamp()', 'volatile'],
  ['coalesce(NULL, md5(random()::text))', 'volatile'],
  ['uuid_generate_v4()', 'volatile'],
  ['extensions.uuid_generate_v4()', 'volatile'],
  ['unsaid()', 'volatile'],
  ['never_seen()', 'volatile'],
  ["nextval('s')", 'serial'],
  ["nextval('s'::regclass)::int", 'serial'],
])('the default %s is %s', (expression, kind) => {
  const schema = schemaOf(`${functions} CREATE TABLE t (a text DEFAULT ${expression});`)
  expect(kindOfDefault(schema.tables.get('public.t')?.columns.get('a')?.default, schema)).toBe(kind)
})

it('has no default for a column without one', () => {
  expect(kindOfDefault(null, emptyModel({ complete: true }))).toBe('none')
})

it('takes the most volatile of functions of one name, and what replaces one instead of it', () => {
  const body = "RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'"
  const two = schemaOf(
    `CREATE FUNCTION f() ${body}; CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';`,
  )
  expect(two.functions.get('public.f')?.volatility).toBe('volatile')
  const replaced = schemaOf(
    `CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE OR REPLACE FUNCTION f() ${body};`,
  )
  expect(replaced.functions.get('public.f')?.volatility).toBe('immutable')
})

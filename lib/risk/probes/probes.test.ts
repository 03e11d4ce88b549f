import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import type { Probe } from '../../domain/finding'
import type { TypeRef } from '../model/model'
import type { AskedTable } from './asked-table'
import { checkViolationsProbe } from './check-violations'
import { duplicatesProbe } from './duplicates'
import { enumValuesProbe } from './enum-values'
import { estimatedRows } from './estimates'
import { type CastAsked, failingCast } from './failing-casts'
import { lossyCast } from './lossy-casts'
import { matchingProbe } from './matching-rows'
import { nullsProbe, valuesProbe } from './nulls'
import { orphansProbe } from './orphans'
import { rowsProbe } from './rows'

const people: AskedTable = { key: 'public.People', primaryKey: ['id'] }
const orders: AskedTable = { key: 'public.orders', primaryKey: [] }

const schema = `
  CREATE TYPE mood AS ENUM ('fine', 'sad');
  CREATE TABLE "People" (id int PRIMARY KEY, "eMail" text, team text, mood mood, moods mood[], age int);
  INSERT INTO "People" VALUES
    (1, 'a@x', 'red', 'fine', '{fine,sad}', 4), (2, 'a@x', 'red', 'sad', '{fine}', 5), (3, NULL, NULL, NULL, NULL, NULL),
    (4, 'A@x', 'red', 'fine', '{}', 7), (5, NULL, 'blue', 'fine', '{sad}', 8);
  ANALYZE "People";
  CREATE TABLE parents (a int, b int);
  INSERT INTO parents VALUES (1, 1), (2, 2);
  CREATE TABLE orders (a int, b int);
  INSERT INTO orders VALUES (1, 1), (2, 1), (NULL, 9), (3, NULL), (NULL, NULL), (2, 2);
  CREATE TABLE parted (n int) PARTITION BY LIST (n);
  CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
  CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2);
  INSERT INTO parted SELECT 1 + i % 2 FROM generate_series(1, 500) i;
  ANALYZE parted_1; ANALYZE parted_2;`

describe.each([14, 18])('probes on PostgreSQL %i', (postgres) => {
  let client: pg.Client

  beforeAll(async () => {
    const server = await testServer(postgres)
    client = new pg.Client({ connectionString: await server.createDatabase('probes') })
    await client.connect()
    await client.query(schema)
    await client.query('SET default_transaction_read_only = on')
  })
  afterAll(() => client?.end())

  async function ask(probe: Probe): Promise<{ n: number; sample: [string, string | null][] }> {
    const { rows } = await client.query<{ n: string }>(probe.sql)
    expect(rows).toHaveLength(1)
    expect(Object.keys(rows[0] ?? {})).toEqual(['n'])
    const sampled = probe.sampleSql
      ? await client.query<{ key: string; value: string | null }>(probe.sampleSql)
      : { rows: [] }
    expect(sampled.rows.length).toBeLessThanOrEqual(5)
    for (const row of sampled.rows) expect(Object.keys(row)).toEqual(['key', 'value'])
    return { n: Number(rows[0]?.n), sample: sampled.rows.map(({ key, value }) => [key, value]) }
  }

  async function estimate({ estimateSql = '' }: Pick<Probe, 'estimateSql'>): Promise<number> {
    return Number((await client.query<{ n: string }>(estimateSql)).rows[0]?.n)
  }

  it('counts rows, and knows their estimate', async () => {
    const probe = rowsProbe('truncate', people, 'loses')
    expect(await ask(probe)).toEqual({ n: 5, sample: [] })
    expect(await estimate(probe)).toBe(5)
    expect(probe.question).toBe('Rows of People')
  })

  it('adds up the estimates of partitions', async () => {
    expect(await estimate({ estimateSql: estimatedRows({ key: 'public.parted', primaryKey: [] }) })).toBe(500)
  })

  it('counts nulls and values', async () => {
    const nulls = nullsProbe('not-null-with-nulls', people, 'eMail')
    expect((await ask(nulls)).n).toBe(2)
    expect((await ask(nulls)).sample.map(([key]) => key).sort()).toEqual(['3', '5'])
    expect(await estimate(nulls)).toBe(2)
    const values = valuesProbe('ban-drop-column', people, 'eMail')
    const { n, sample } = await ask(values)
    expect(n).toBe(3)
    expect(sample).toContainEqual(['4', 'A@x'])
    expect(await estimate(values)).toBe(3)
  })

  it('counts duplicates of columns, expressions, and under a predicate', async () => {
    const key = { predicate: null, nullsAreEqual: false }
    const plain = await ask(
      duplicatesProbe('unique-on-duplicates', people, { ...key, parts: [{ column: 'eMail' }] }),
    )
    expect(plain).toEqual({ n: 1, sample: [['2 rows', 'a@x']] })
    const equal = duplicatesProbe('unique-on-duplicates', people, {
      ...key,
      parts: [{ column: 'eMail' }],
      nullsAreEqual: true,
    })
    expect((await ask(equal)).n).toBe(2)
    const lower = duplicatesProbe('unique-on-duplicates', people, {
      ...key,
      parts: [{ expression: 'lower("eMail")' }, { column: 'team' }],
    })
    expect(await ask(lower)).toEqual({ n: 1, sample: [['3 rows', 'a@x, red']] })
    const blue = duplicatesProbe('unique-on-duplicates', people, {
      ...key,
      parts: [{ column: 'team' }],
      predicate: `team = 'blue'`,
    })
    expect(await ask(blue)).toEqual({ n: 0, sample: [] })
  })

  it('counts orphans, and half keys only where MATCH FULL refuses them', async () => {
    const key = { columns: ['a', 'b'], parent: 'public.parents', parentColumns: ['a', 'b'] }
    expect((await ask(orphansProbe('foreign-key-orphans', orders, key))).n).toBe(1)
    const { n, sample } = await ask(orphansProbe('foreign-key-orphans', orders, { ...key, full: true }))
    expect(n).toBe(3)
    expect(sample[0]?.[0]).toMatch(/^\(\d+,\d+\)$/)
  })

  it('counts what breaks a CHECK: false, not NULL', async () => {
    const probe = checkViolationsProbe('check-violations', people, {
      expression: 'age > 4',
      columns: ['age'],
    })
    expect(await ask(probe)).toEqual({ n: 1, sample: [['1', '4']] })
  })

  it('counts users of an enum value, in arrays too', async () => {
    const mood = enumValuesProbe('enum-value-removal', people, { name: 'mood', array: false }, ['sad'])
    expect(await ask(mood)).toEqual({ n: 1, sample: [['2', 'sad']] })
    const moods = enumValuesProbe('enum-value-removal', people, { name: 'moods', array: true }, ['sad'])
    expect((await ask(moods)).n).toBe(2)
  })

  it('counts the rows of a condition', async () => {
    const probe = matchingProbe({
      id: 'delete',
      question: '',
      table: people,
      means: 'loses',
      where: `p."eMail" LIKE 'a%'`,
      value: null,
      alias: 'p',
    })
    expect((await ask(probe)).sample.map(([key]) => key).sort()).toEqual(['1', '2'])
  })

  const type = (name: string, ...modifiers: number[]): TypeRef => ({
    schema: null,
    name,
    modifiers,
    array: false,
  })
  const words: Record<string, string> = { bpchar: 'char' }
  const sql = ({ name, modifiers }: TypeRef) =>
    `${words[name] ?? name}${modifiers.length > 0 ? `(${modifiers.join(',')})` : ''}`
  const every = (from: TypeRef, to: TypeRef, values: string[]) => ({ from, to, values })

  const cases = [
    every(type('text'), type('int4'), ['1', ' -7 ', '+3', '', 'x', '1.5', '99999999999', '2147483648', '١']),
    every(type('text'), type('int8'), ['9223372036854775807', '9223372036854775808', '1e3']),
    every(type('varchar', 40), type('uuid'), [
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      'A0EEBC999C0B4EF8BB6D6BB9BD380A11',
      '{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}',
      '{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11',
      'a0eebc99',
      '',
    ]),
    every(type('text'), type('bool'), ['t', 'YES', ' off ', 'of', 'o', '2', '1', 'fals', '']),
    every(type('text'), type('numeric'), ['1', '.5', '5.', '-1e10', 'NaN', 'x', '', '1 2', '.']),
    every(type('text'), type('varchar', 3), ['abc', 'abcd', 'abc   ', 'ab  d', 'äöü', 'äöüx']),
    every(type('text'), type('bpchar', 3), ['abc', 'abcd', 'abc   ']),
    every(type('bpchar', 6), type('varchar', 3), ['abc', 'abcd']),
    every(type('int4'), type('varchar', 3), ['123', '-123', '1234']),
    every(type('int8'), type('int4'), ['2147483647', '2147483648', '-2147483648', '-2147483649']),
    every(type('int4'), type('int8'), ['2147483647']),
    every(type('numeric'), type('int2'), ['32767.4', '32767.5', '-32768.4', '-32769', 'NaN']),
    every(type('float8'), type('int4'), ['2147483647', '2147483648', 'NaN', 'Infinity', '1.5']),
    every(type('numeric'), type('numeric', 4, 2), ['99.99', '99.994', '99.995', '100', '-99.996', 'NaN']),
    every(type('float8'), type('numeric', 4, 2), ['99.99', '99.996', '-100', 'NaN']),
    every(type('int4'), type('numeric', 3, 0), ['999', '1000']),
  ]

  it.each(cases)('knows which values fail to become $to.name', async ({ from, to, values }) => {
    const asked: CastAsked = { value: 't.v', from, to, labels: null, explicit: false, postgres }
    const condition = failingCast(asked)
    expect(condition).not.toBeNull()
    for (const value of values) {
      const literal = `'${value}'::${sql(from)}`
      const given = `(SELECT ${literal} AS v) AS t`
      const foretold =
        condition === 'never'
          ? false
          : (await client.query<{ n: boolean }>(`SELECT ${condition} AS n FROM ${given}`)).rows[0]?.n
      await client.query('BEGIN READ WRITE')
      const failed = await client
        .query(
          `CREATE TEMP TABLE c ON COMMIT DROP AS SELECT ${literal} AS v;
           ALTER TABLE c ALTER v TYPE ${sql(to)}${needsUsing(from, to) ? ` USING v::${sql(to)}` : ''}`,
        )
        .then(
          () => false,
          () => true,
        )
      await client.query('ROLLBACK')
      expect([value, foretold]).toEqual([value, failed])
    }
  })

  const needsUsing = (from: TypeRef, to: TypeRef) =>
    ['text', 'varchar'].includes(from.name) && !['varchar', 'bpchar'].includes(to.name)

  const losses = [
    every(type('numeric'), type('int4'), ['1', '1.5']),
    every(type('numeric'), type('numeric', 6, 1), ['1.5', '1.25']),
    every(type('float8'), type('int4'), ['1', '1.5']),
    every(type('timestamp'), type('date'), ['2024-01-01', '2024-01-01 10:00']),
    every(type('timestamptz'), type('timestamptz', 3), [
      '2024-01-01 10:00:00.123',
      '2024-01-01 10:00:00.123456',
    ]),
    every(type('text'), type('varchar', 3), ['abc', 'abcd']),
  ]

  it.each(losses)('knows which values lose as $to.name', async ({ from, to, values }) => {
    const condition = lossyCast({ value: 't.v', from, to, labels: null, explicit: true, postgres })
    const seen: unknown[] = []
    for (const value of values) {
      const given = `(SELECT '${value}'::${sql(from)} AS v) AS t`
      seen.push((await client.query(`SELECT ${condition} AS n FROM ${given}`)).rows[0]?.n)
    }
    expect(seen).toEqual([false, true])
  })

  it('reads what no pattern tells from 16 on alone', () => {
    const asked: CastAsked = {
      value: 't.v',
      from: type('text'),
      to: type('timestamptz'),
      labels: null,
      explicit: true,
      postgres,
    }
    expect(failingCast(asked)).toBe(
      postgres < 16 ? null : `NOT pg_catalog.pg_input_is_valid(t.v::text, 'timestamptz')`,
    )
  })

  it('asks an enum for its labels', async () => {
    const labels = ['fine', "it's"]
    const asked = { value: 't.v', from: type('text'), to: type('mood'), labels, explicit: true, postgres }
    const { rows } = await client.query(
      `SELECT v, ${failingCast(asked)} AS n FROM (VALUES ('fine'), ('it''s'), ('Fine'), (NULL)) AS t (v)`,
    )
    expect(rows.map(({ n }) => n)).toEqual([false, false, true, null])
  })
})

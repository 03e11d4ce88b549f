import { type ColumnType, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { createAdapterFactory, type EngineAdapterFactory } from './adapter'

let factory: EngineAdapterFactory
let live: Awaited<ReturnType<EngineAdapterFactory['connect']>>

beforeAll(async () => {
  const { createDatabase } = await testServer()
  const liveUrl = await createDatabase('adapter')
  const options = {
    liveUrl,
    readOnly: false,
    schema: 'public',
    lockTimeoutMs: 1_000,
    shadowHost: null,
    place: 'here',
    standIns: new Map(),
  }
  factory = createAdapterFactory(options)
  live = await factory.connect()
})

afterAll(() => factory.close())

const text = { scalarType: 'string', arity: 'scalar' } as const
const select = (sql: string, ...args: unknown[]) =>
  live.queryRaw({ sql, args, argTypes: args.map(() => text) })

const conversions: [string, ColumnType, unknown][] = [
  [`'r'::"char"`, ColumnTypeEnum.Character, 'r'],
  [`ARRAY['a', 'b']::"char"[]`, ColumnTypeEnum.CharacterArray, ['a', 'b']],
  [`'x'::name`, ColumnTypeEnum.Text, 'x'],
  [`ARRAY['x', 'y']::name[]`, ColumnTypeEnum.TextArray, ['x', 'y']],
  ['1::int2', ColumnTypeEnum.Int32, 1],
  ['9007199254740993::int8', ColumnTypeEnum.Int64, '9007199254740993'],
  ['ARRAY[9007199254740993]::int8[]', ColumnTypeEnum.Int64Array, ['9007199254740993']],
  [`'1 2 3'::int2vector`, ColumnTypeEnum.Int32Array, [1, 2, 3]],
  ['1.10::numeric', ColumnTypeEnum.Numeric, '1.10'],
  ['ARRAY[1.10]::numeric[]', ColumnTypeEnum.NumericArray, ['1.10']],
  ['true', ColumnTypeEnum.Boolean, true],
  [`'{"a": 1}'::jsonb`, ColumnTypeEnum.Json, '{"a": 1}'],
  [`'2026-01-02 03:04:05.678'::timestamp`, ColumnTypeEnum.DateTime, '2026-01-02T03:04:05.678+00:00'],
  [`'2026-01-02 03:04:05+02'::timestamptz`, ColumnTypeEnum.DateTime, '2026-01-02T01:04:05+00:00'],
  [`ARRAY['2026-01-02']::date[]`, ColumnTypeEnum.DateArray, ['2026-01-02']],
  [`'pg_class'::regclass`, ColumnTypeEnum.Text, 'pg_class'],
  [`NULL::"char"`, ColumnTypeEnum.Character, null],
]

test.each(conversions)('%s', async (sql, type, expected) => {
  const { columnTypes, rows } = await select(`SELECT ${sql}`)
  expect([columnTypes, rows]).toEqual([[type], [[expected]]])
})

test('arguments: instants, lists and bytes', async () => {
  const { rows } = await live.queryRaw({
    sql: `SELECT $1::timestamptz, $2::text[], $3::bytea`,
    args: ['2026-01-02T03:04:05.678+00:00', ['a', 'b"'], Buffer.from('x').toString('base64')],
    argTypes: [
      { scalarType: 'datetime', arity: 'scalar' },
      { scalarType: 'string', arity: 'list' },
      { scalarType: 'bytes', arity: 'scalar' },
    ],
  })
  expect(rows).toEqual([['2026-01-02T03:04:05.678+00:00', ['a', 'b"'], Buffer.from('x')]])
})

test('an error reaches the engine in its own form, and the original is kept', async () => {
  await live.executeScript('CREATE TABLE t (id integer PRIMARY KEY)')
  const failed = live.executeScript('INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)')
  await expect(failed).rejects.toMatchObject({
    name: 'DriverAdapterError',
    cause: { kind: 'postgres', code: '23505', originalCode: '23505', detail: 'Key (id)=(1) already exists.' },
  })
  expect(factory.originalError()).toMatchObject({
    info: { sqlstate: '23505', table: 't', constraint: 't_pkey' },
    sql: expect.stringContaining('INSERT INTO t'),
  })
})

test('a type that the engine cannot be told about is named', async () => {
  await expect(select(`SELECT '(1,1)'::point`)).rejects.toMatchObject({
    cause: { kind: 'UnsupportedNativeDataType', type: 'OID 600' },
  })
})

import { describe, expect, it } from 'vitest'
import { applyDelta, catalogDelta } from './catalog-delta'
import { catalogFingerprint } from './catalog-fingerprint'
import { parseCatalogKey, tableKeyOf } from './catalog-key'
import { describeChanges } from './catalog-words'

const column = (type: string, more: object = {}) => JSON.stringify({ type, ...more })
const customers = {
  'table:public.customers': '{}',
  'column:public.customers.id': column('integer', { notNull: true }),
  'column:public.customers.name': column('character varying(80)'),
  'constraint:public.customers.customers_pkey': '{"definition": "PRIMARY KEY (id)"}',
  'sequence:public.customers_id_seq': '{"ownedBy": "public.customers.id"}',
  'comment:column:public.customers.name': '{"text": "full"}',
}

describe('changes in words', () => {
  it('tells a table that comes with its columns, and its other parts after it', () => {
    expect(describeChanges(catalogDelta({}, customers))).toEqual([
      '+ table customers (2 columns)',
      '+ comment on column customers.name',
      '+ constraint customers.customers_pkey: PRIMARY KEY (id)',
    ])
  })

  it('tells a table that goes in one line', () => {
    expect(describeChanges(catalogDelta(customers, {}))).toEqual(['− table customers (2 columns)'])
  })

  it('tells what changed of a column', () => {
    const changed = {
      ...customers,
      'column:public.customers.name': column('timestamp(3) without time zone', {
        notNull: true,
        default: 'now()',
      }),
    }
    expect(describeChanges(catalogDelta(customers, changed))).toEqual([
      '~ column customers.name: varchar(80) → timestamp(3); now required; default now()',
    ])
    expect(describeChanges(catalogDelta(changed, customers))).toEqual([
      '~ column customers.name: timestamp(3) → varchar(80); no longer required; no default any more (was now())',
    ])
  })

  it('tells enum values, new columns and names outside of public', () => {
    const before = { 'enum:app.status': '{"labels": ["a", "b"]}' }
    const after = {
      'enum:app.status': '{"labels": ["b", "c"]}',
      'column:app.t.x': column('public.s[]', { notNull: true, default: `'{}'::public.s[]` }),
    }
    expect(describeChanges(catalogDelta(before, after))).toEqual([
      `+ column app.t.x: s[], required, default '{}'::s[]`,
      '~ enum app.status: − a, + c',
    ])
    expect(describeChanges(catalogDelta(before, { 'enum:app.status': '{"labels": ["b", "a"]}' }))).toEqual([
      '~ enum app.status: order a, b → b, a',
    ])
  })
})

describe('deltas', () => {
  it('carry accepted drift along', () => {
    const drifted = { ...customers, 'index:public.customers.by_hand': '{"definition": "CREATE INDEX"}' }
    const target = { ...customers, 'column:public.customers.age': column('integer') }
    const { 'column:public.customers.name': _, ...shadowAfter } = target
    const after = applyDelta(drifted, catalogDelta(customers, shadowAfter))
    expect(Object.keys(after)).toContain('index:public.customers.by_hand')
    expect(Object.keys(after)).toContain('column:public.customers.age')
    expect(Object.keys(after)).not.toContain('column:public.customers.name')
    expect(Object.keys(drifted)).toContain('column:public.customers.name')
  })

  it('are told apart by fingerprints, whatever the order of keys', () => {
    const reversed = Object.fromEntries(Object.entries(customers).reverse())
    expect(catalogFingerprint(reversed)).toBe(catalogFingerprint(customers))
    expect(catalogFingerprint({ ...customers, 'table:public.customers': '{"unlogged": true}' })).not.toBe(
      catalogFingerprint(customers),
    )
    expect(catalogFingerprint({ a: 'b"c' })).not.toBe(catalogFingerprint({ 'a"b': 'c' }))
  })
})

it.each([
  ['column:public.orders.note', 'column', ['public', 'orders', 'note'], 'table:public.orders'],
  [
    'column:"Odd.Name"."Ta""ble"."co.l"',
    'column',
    ['Odd.Name', 'Ta"ble', 'co.l'],
    'table:"Odd.Name"."Ta""ble"',
  ],
  ['function:app.f(n public.status, text)', 'function', ['app', 'f(n public.status, text)'], null],
  ['comment:index:public.t.i', 'comment', ['public', 't', 'i'], 'table:public.t'],
  ['comment:table:public.t', 'comment', ['public', 't'], 'table:public.t'],
  ['grant:public.t to some one', 'grant', ['public', 't to some one'], 'table:public.t'],
  ['extension:uuid-ossp', 'extension', ['uuid-ossp'], null],
])('the key %s', (key, kind, path, table) => {
  expect(parseCatalogKey(key)).toMatchObject({ kind, path })
  expect(tableKeyOf(key)).toBe(table)
})

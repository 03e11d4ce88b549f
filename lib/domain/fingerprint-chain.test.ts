import { expect, test } from 'vitest'
import type { Catalog, CatalogChange } from './catalog'
import { applyDelta } from './catalog-delta'
import { catalogFingerprint } from './catalog-fingerprint'
import { fingerprintChain } from './fingerprint-chain'

test('each link is the fingerprint of the whole schema at that step', () => {
  const base: Catalog = {
    'table:public.b': '{"a":"ü"}',
    'table:public.a': '{}',
    'column:public.a.x': '{"t":1}',
  }
  const steps: CatalogChange[][] = [
    [{ key: 'table:public.aa', before: null, after: '{}' }],
    [],
    [
      { key: 'table:public.b', before: '{"a":"ü"}', after: null },
      { key: 'column:public.a.x', before: '{"t":1}', after: '{"t":2}' },
    ],
    [{ key: 'table:public.missing', before: '{}', after: null }],
    [{ key: 'table:public.b', before: null, after: '"\\n"' }],
  ]
  const expected = [catalogFingerprint(base)]
  let reached = base
  for (const changes of steps) {
    reached = applyDelta(reached, changes)
    expected.push(catalogFingerprint(reached))
  }
  const { chain, end } = fingerprintChain(base, steps)
  expect(chain).toEqual(expected)
  expect(end).toEqual(reached)
  expect(Object.keys(end)).toEqual(Object.keys(reached))
})

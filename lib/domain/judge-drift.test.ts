import { expect, it } from 'vitest'
import { judgeDrift } from './judge-drift'
import { driftDefinitions } from './resolution-fingerprint'

const index = {
  key: 'index:public.orders.orders_note_idx',
  before: null,
  after: '{"definition":"CREATE INDEX orders_note_idx ON orders (note)"}',
}
const view = { key: 'view:public.totals', before: '{"definition":"SELECT 1"}', after: null }

it('counts what nobody decided to leave as it is', () => {
  const ignored = [{ key: index.key, definitions: driftDefinitions(index) }]
  const both = judgeDrift([index, view], ignored)
  expect(both).toMatchObject({ state: 'drifted', details: ['− view totals'] })
  expect(both.objects.map(({ key, ignored: known }) => [key, known])).toEqual([
    [index.key, true],
    [view.key, false],
  ])
  expect(judgeDrift([index], ignored)).toMatchObject({ state: 'none', details: [] })
})

it('counts an ignored object again once it is another one', () => {
  const ignored = [{ key: index.key, definitions: driftDefinitions(index) }]
  const other = { ...index, after: '{"definition":"CREATE INDEX orders_note_idx ON orders (id)"}' }
  expect(judgeDrift([other], ignored).state).toBe('drifted')
})

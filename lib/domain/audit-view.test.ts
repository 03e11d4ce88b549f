import { expect, test } from 'vitest'
import { auditQuery, changesBetween, readAuditFilter } from './audit-view'

test('reads filters from an address, and ignores what does not fit', () => {
  const filter = readAuditFilter({
    q: ' ada ',
    from: '2026-01-02',
    to: 'tomorrow',
    before: ['12', '13'],
    page: 'x',
  })
  expect(filter).toEqual({
    q: 'ada',
    action: '',
    person: '',
    project: '',
    from: '2026-01-02',
    to: '',
    before: '12',
  })
  expect(auditQuery(filter)).toBe('?q=ada&from=2026-01-02&before=12')
  expect(auditQuery(readAuditFilter({}))).toBe('')
})

test('tells what differs between before and after, nested values too', () => {
  expect(
    changesBetween({ a: 1, same: 'x', inner: { b: true } }, { a: 2, same: 'x', inner: { c: null } }),
  ).toEqual([
    { path: 'a', before: '1', after: '2' },
    { path: 'inner.b', before: 'true', after: null },
  ])
  expect(changesBetween(null, { list: ['x'] })).toEqual([{ path: 'list.0', before: null, after: 'x' }])
})

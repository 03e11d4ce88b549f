import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Failure } from '../../domain/failure'
import { createExternalMethod } from '../external'
import type { SnapshotMethod, TakenSnapshot } from '../method'
import { verifySnapshot } from '../verify'
import { type ShopOnNeon, shopOnNeon } from './shop-on-neon-in-tests'
import { testAccess } from './test-access'

const quiet = () => {}
const newId = () => randomBytes(6).toString('hex')

let shop: ShopOnNeon
let method: SnapshotMethod
beforeAll(async () => {
  shop = await shopOnNeon()
  method = createExternalMethod(shop.parts)
})
afterAll(() => shop?.stop())

async function take(): Promise<{ id: string; taken: TakenSnapshot }> {
  const id = newId()
  const taken = await method.take(shop.source, id, quiet)
  if (!taken.ok) throw new Error(`${taken.failure.what} ${taken.failure.why}`)
  return { id, taken: taken.value }
}

const verify = (taken: TakenSnapshot, id = newId()) =>
  verifySnapshot(shop.parts, method, shop.source, { ...taken, id }, quiet)

it('makes a branch at the position of the log, opens it, compares every row, and takes its compute away', async () => {
  expect(await method.available(shop.source)).toMatchObject({
    available: true,
    reason: expect.stringMatching(/Neon makes a branch of “main” in the project “the shop”/),
  })
  await shop.write(`update customers set name = 'renamed' where id = 7`)
  const { id, taken } = await take()
  const branch = shop.neon.branches.find(({ name }) => name === `headgate-snapshot-${id}`)
  expect(taken.location).toBe(`neon:${shop.neon.projectId}/${branch?.id}/headgate-snapshot-${id}`)
  expect(branch).toMatchObject({ parent_id: shop.neon.branchId, parent_lsn: taken.manifest.mark?.lsn })
  expect(taken.manifest.lsn).toBe(branch?.parent_lsn)
  expect(taken.manifest.tables.map(({ table, rows }) => [table, rows])).toEqual([
    ['public.customers', 500],
    ['public.empty', 0],
    ['public.orders', 300],
  ])
  const verified = await verify(taken, id)
  if (!verified.ok) throw new Error(verified.failure.why)
  expect(verified.value).toMatchObject({ where: 'host', tables: 3, rows: 800 })
  expect(verified.value.manifest?.tables).toEqual(taken.manifest.tables)
  expect(verified.value.notes.join(' ')).toMatch(/every row of 3 tables/)
  expect(shop.neon.endpoints.map(({ branch_id }) => branch_id)).toEqual([shop.neon.branchId])
  await method.remove(shop.source, taken.location)
  expect(shop.neon.branches.map(({ name }) => name)).not.toContain(`headgate-snapshot-${id}`)
  // What is gone is removed.
  await method.remove(shop.source, taken.location)
})

it('names the tables that were written while the branch was made, and records what the branch holds', async () => {
  shop.beforeCopy.sql = `insert into orders values (${1000 + Math.floor(Math.random() * 1e6)}, 1, 5)`
  const { taken } = await take()
  shop.beforeCopy.sql = null
  const verified = await verify(taken)
  if (!verified.ok) throw new Error(verified.failure.why)
  expect(verified.value.notes.join(' ')).toMatch(
    /every row of 2 tables.*not provable row by row: public\.orders/,
  )
  const orders = (tables: typeof taken.manifest.tables) =>
    tables.find(({ table }) => table === 'public.orders')
  expect(orders(verified.value.manifest?.tables ?? [])?.rows).toBe(
    (orders(taken.manifest.tables)?.rows ?? 0) + 1,
  )
  await method.remove(shop.source, taken.location)
})

it('does not call a branch verified that holds something else', async () => {
  shop.spoil.sql = 'update customers set name = name || id where id = 3'
  const other = await take()
  shop.spoil.sql = 'delete from orders where id = 1; alter table empty add column note text'
  const fewer = await take()
  shop.spoil.sql = 'alter table empty add column note text'
  const shape = await take()
  shop.spoil.sql = null
  expect(await verify(other.taken)).toMatchObject({
    ok: false,
    failure: {
      code: 'snapshot_not_verified',
      why: expect.stringMatching(/customers has 500 rows, but other values/),
    },
  })
  expect(await verify(fewer.taken)).toMatchObject({
    ok: false,
    failure: { why: expect.stringMatching(/orders has \d+ rows instead of/) },
  })
  expect(await verify(shape.taken)).toMatchObject({
    ok: false,
    failure: { why: expect.stringMatching(/the branch’s schema is not/) },
  })
  expect(shop.neon.endpoints).toHaveLength(1)
  for (const { taken } of [other, fewer, shape]) await method.remove(shop.source, taken.location)
})

it('refuses a branch that the address does not lead to', async () => {
  const { taken } = await take()
  const elsewhere = shop.neon.branches.find(({ name }) => taken.location.endsWith(name))?.id ?? ''
  expect(
    await testAccess(shop.parts, { ...shop.access, branchId: elsewhere }, shop.source.url),
  ).toMatchObject({
    ok: false,
    failure: { code: 'external_host_mismatch', why: expect.stringMatching(/leads to none of the computes/) },
  })
  expect(
    await testAccess(shop.parts, { ...shop.access, branchId: 'br-none' }, shop.source.url),
  ).toMatchObject({
    ok: false,
    failure: { code: 'external_host_failed', why: expect.stringMatching(/knows no such project/) },
  })
  await method.remove(shop.source, taken.location)
})

it('never says the key, even when the host does', async () => {
  const key = 'napi_somebody_elses'
  const refused = await testAccess(shop.parts, { ...shop.access, key }, shop.source.url)
  expect(refused).toMatchObject({ ok: false, failure: { code: 'external_key_refused' } })
  expect(JSON.stringify(refused)).not.toContain(key)
  expect(JSON.stringify(refused)).toContain('•••')
})

it('deletes only branches that are as it made them', async () => {
  const { taken } = await take()
  const branch = shop.neon.branches.find(({ name }) => taken.location.endsWith(name))
  if (!branch) throw new Error('No branch')
  branch.name = 'our staging now'
  await expect(method.remove(shop.source, taken.location)).rejects.toThrow(
    /only branches that are as it made them/,
  )
  const main = `neon:${shop.neon.projectId}/${shop.neon.branchId}/headgate-snapshot-x`
  await expect(method.remove(shop.source, main)).rejects.toThrow(/only branches that are as it made them/)
  expect(shop.neon.branches).toContain(branch)
  // In a person's own words: nothing to do with us.
  const asked = shop.neon.requests.length
  await method.remove(shop.source, 'neon: the branch I made yesterday')
  expect(shop.neon.requests.length).toBe(asked)
  branch.name = taken.location.split('/')[2] ?? ''
  await method.remove(shop.source, taken.location)
})

it('waits where the host asks for it, and asks again what does no harm', async () => {
  const { inject } = shop.neon
  inject({ method: 'GET', path: /^\/projects\/[^/]+$/, answer: { status: 500, message: 'hiccup' } })
  inject({
    method: 'POST',
    path: /branches$/,
    answer: { status: 429, message: 'slow', headers: { 'retry-after': '0' } },
  })
  inject({ method: 'POST', path: /endpoints$/, answer: { status: 423, message: 'locked' } })
  const { taken } = await take()
  expect(await verify(taken)).toMatchObject({ ok: true })
  await method.remove(shop.source, taken.location)
  inject({
    method: 'POST',
    path: /branches$/,
    answer: { status: 429, message: 'later', headers: { 'retry-after': '3600' } },
  })
  expect(await failureOf(newId())).toMatchObject({ why: expect.stringMatching(/too many requests.*“later”/) })
})

it('does not make a second branch when no answer came to the first', async () => {
  const id = newId()
  shop.neon.inject({ method: 'POST', path: /branches$/, answer: null })
  const taken = await method.take(shop.source, id, quiet)
  expect(taken).toMatchObject({ ok: true })
  expect(shop.neon.branches.filter(({ name }) => name === `headgate-snapshot-${id}`)).toHaveLength(1)
  if (taken.ok) await method.remove(shop.source, taken.value.location)
})

it('leaves nothing behind when the host refuses, an operation fails, or somebody cancels', async () => {
  const { inject, operationsEnd, branches } = shop.neon
  const before = branches.map(({ name }) => name)
  inject({ method: 'POST', path: /branches$/, answer: { status: 422, message: 'branches limit exceeded' } })
  expect(await failureOf(newId())).toMatchObject({
    code: 'external_host_failed',
    why: expect.stringMatching(/limit of the plan.*“branches limit exceeded”/),
  })
  operationsEnd('create_branch', 'failed')
  expect(await failureOf(newId())).toMatchObject({
    why: expect.stringMatching(/create_branch ended as failed/),
  })
  operationsEnd('create_branch', 'finished')
  const stop = new AbortController()
  const cancelled = await method.take(shop.source, newId(), () => stop.abort(), stop.signal)
  expect(cancelled).toMatchObject({ ok: false, failure: { code: 'run_cancelled' } })
  expect(branches.map(({ name }) => name)).toEqual(before)
})

it('finds and removes what a killed process left of a snapshot', async () => {
  const { id, taken } = await take()
  const before = shop.neon.branches.length
  expect(await method.removeLeft?.(shop.source, 'another-id')).toEqual({ ok: true })
  expect(shop.neon.branches).toHaveLength(before)
  expect(await method.removeLeft?.(shop.source, id)).toEqual({ ok: true })
  expect(shop.neon.branches.some(({ name }) => taken.location.endsWith(name))).toBe(false)
})

it('is not available without a host, and says what to do', async () => {
  const without = createExternalMethod({ database: shop.parts.database, dataDir: shop.parts.dataDir })
  expect(await without.available(shop.source)).toMatchObject({
    available: false,
    reason: expect.stringMatching(/No host is set up.*confirm it here by name/),
  })
  expect(without.restoredByHand?.('rds:shop-1')).toMatch(/lives outside Headgate/)
  expect(without.restoredByHand?.('neon:shop-1/br-1/headgate-snapshot-1')).toMatch(
    /Restore.*headgate-snapshot-1/,
  )
})

async function failureOf(id: string): Promise<Failure> {
  const taken = await method.take(shop.source, id, quiet)
  if (taken.ok) throw new Error('It was taken.')
  return taken.failure
}

import { expect, it } from 'vitest'
import { readObservation } from '../store/read-json'
import { ignoreDrift } from './ignore-drift'
import { observeEnvironment } from './observe-environment'
import { stopIgnoringDrift } from './stop-ignoring-drift'
import { type TestShop, testShop } from './test-shop'

const where = (shop: TestShop) => ({ projectSlug: shop.project, environmentSlug: shop.environment })

async function driftOf(shop: TestShop) {
  const { observation } = await shop.context.db.environment.findFirstOrThrow({
    where: { slug: shop.environment, project: { slug: shop.project } },
  })
  const drift = readObservation(observation)?.drift
  if (!drift?.objects) throw new Error('Nobody looked.')
  return { state: drift.state, details: drift.details, objects: drift.objects }
}

it('leaves a difference as it is with a reason, until it changes or somebody heeds it again', async () => {
  const shop = await testShop('development')
  const { context, people } = shop
  const look = () => observeEnvironment(context, people.author, where(shop))
  await shop.sql('CREATE INDEX order_total ON "Order" (total)')
  expect((await look()).ok).toBe(true)
  const seen = await driftOf(shop)
  expect(seen).toMatchObject({ state: 'drifted', objects: [{ ignored: false }] })
  const objects = seen.objects.map(({ key, definitions }) => ({ key, definitions }))
  const ignore = { ...where(shop), objects, reason: 'made by hand for the report' }
  expect(await ignoreDrift(context, people.author, ignore)).toMatchObject({
    failure: { code: 'not_permitted' },
  })
  const other = { ...ignore, objects: objects.map(({ key }) => ({ key, definitions: '0'.repeat(64) })) }
  expect(await ignoreDrift(context, people.reviewer, other)).toMatchObject({
    failure: { code: 'stale_state' },
  })
  expect(await context.db.ignoredDrift.count()).toBe(0)

  expect((await ignoreDrift(context, people.reviewer, ignore)).ok).toBe(true)
  expect(await driftOf(shop)).toMatchObject({ state: 'none', details: [], objects: [{ ignored: true }] })
  const [event] = await context.db.auditEvent.findMany({ where: { action: 'drift.ignored' } })
  expect(event).toMatchObject({ actorName: 'Rui Reviewer', after: { reason: 'made by hand for the report' } })

  await shop.sql('DROP INDEX order_total')
  await shop.sql('CREATE INDEX order_total ON "Order" (total DESC)')
  expect((await look()).ok).toBe(true)
  expect(await driftOf(shop)).toMatchObject({ state: 'drifted', objects: [{ ignored: false }] })
  await shop.sql('DROP INDEX order_total')
  await shop.sql('CREATE INDEX order_total ON "Order" (total)')
  expect((await look()).ok).toBe(true)
  expect((await driftOf(shop)).state).toBe('none')

  const key = objects[0]?.key ?? ''
  expect((await stopIgnoringDrift(context, people.reviewer, { ...where(shop), key })).ok).toBe(true)
  expect((await driftOf(shop)).state).toBe('drifted')
  expect(await stopIgnoringDrift(context, people.reviewer, { ...where(shop), key })).toMatchObject({
    failure: { code: 'stale_state' },
  })
})

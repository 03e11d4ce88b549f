import { expect, test } from 'vitest'
import { observeEnvironment } from './observe-environment'
import { type TestShop, testShop } from './test-shop'

test('a database is looked at when the folder of the files is gone', async () => {
  const shop = await testShop('development')
  const { context } = shop
  await context.db.project.updateMany({ where: { slug: shop.project }, data: { sourcePath: '/nowhere' } })
  await shop.sql('ALTER TABLE "Order" ADD COLUMN "odd" TEXT')
  expect(await look(shop)).toMatchObject({ ok: false, failure: { why: 'There is nothing at /nowhere.' } })
  expect((await environmentOf(shop)).observation).toMatchObject({ drift: { state: 'drifted' } })
})

test('a look that was overtaken by a newer one leaves it as it is', async () => {
  const shop = await testShop('development')
  const later = new Date(Date.now() + 60_000)
  await shop.context.db.environment.updateMany({
    data: { observedAt: later },
    where: { slug: shop.environment },
  })
  const before = await environmentOf(shop)
  await shop.sql('ALTER TABLE "Order" ADD COLUMN "odd" TEXT')
  expect((await look(shop)).ok).toBe(true)
  expect(await environmentOf(shop)).toMatchObject({ observedAt: later, observation: before.observation })
})

test('drift that was none is not called none beside a failed migration', async () => {
  const shop = await testShop('development')
  expect(await look(shop)).toMatchObject({ ok: true, value: { drift: { state: 'none' } } })
  await shop.sql(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES (gen_random_uuid(), 'none', '29990101000000_failed')`,
  )
  expect(await look(shop)).toMatchObject({ ok: true, value: { drift: { state: 'unknown' } } })
})

function look({ context, people, project, environment }: TestShop) {
  return observeEnvironment(context, people.author, { projectSlug: project, environmentSlug: environment })
}

function environmentOf({ context, project, environment }: TestShop) {
  return context.db.environment.findFirstOrThrow({ where: { slug: environment, project: { slug: project } } })
}

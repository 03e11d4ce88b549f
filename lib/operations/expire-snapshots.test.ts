import { mkdirSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import { deleteSnapshot } from './delete-snapshot'
import { expireSnapshots } from './expire-snapshots'
import { type TestShop, testShop } from './test-shop'

let shop: TestShop
let environmentId: string
beforeAll(async () => {
  shop = await testShop('development')
  const { environment: slug, project } = shop
  const found = { slug, project: { slug: project } }
  environmentId = (await shop.context.db.environment.findFirstOrThrow({ where: found })).id
})

test('snapshots whose time is over are deleted once, whoever keeps house, and those in use stay', async () => {
  const { context, people } = shop
  const past = new Date(context.clock.now().getTime() - 1_000)
  const over = await dump({ expiresAt: past })
  const used = await dump({ expiresAt: past })
  const young = await dump({ expiresAt: new Date(Date.now() + 60_000) })
  await context.db.run.create({
    data: {
      kind: 'rehearse',
      environmentId,
      requestedById: people.operator.id,
      input: { kind: 'rehearse', planFingerprint: 'x', snapshotId: used.id },
    },
  })
  const went = await Promise.all([expireSnapshots(context), expireSnapshots(context)])
  expect(went.flat()).toHaveLength(1)
  expect(went.flat().join()).toContain(over.id)
  expect(await row(over.id)).toMatchObject({ state: 'expired', location: null })
  expect(await row(used.id)).toMatchObject({ state: 'verified', location: used.location })
  expect(await row(young.id)).toMatchObject({ state: 'verified' })
  expect(await files()).toEqual([used.id, young.id].sort())
  const events = await context.db.auditEvent.findMany({ where: { subjectId: over.id } })
  expect(events).toMatchObject([{ action: 'snapshot.expired', actorId: null, actorName: 'Headgate' }])
})

test('what failed and could not be removed then, since its server was away, goes later and stays failed', async () => {
  const location = `headgate_snapshot_failed_${Date.now()}`
  const failed = await shop.context.db.snapshot.create({
    data: { environmentId, method: 'clone', state: 'failed', location },
  })
  await shop.sql(`CREATE DATABASE ${location}`)
  await expireSnapshots(shop.context)
  expect(await row(failed.id)).toMatchObject({ state: 'failed', location: null })
  const opened = await postgres.open(shop.databaseUrl, { applicationName: 'a test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const found = await opened.value.query('SELECT FROM pg_database WHERE datname = $1', [location])
  await opened.value.close()
  expect(found.rowCount).toBe(0)
})

test('files go without the environment; what lies on its server is said to be left, and goes later', async () => {
  const { context, people, project: projectSlug } = shop
  const environment = await context.db.environment.findUniqueOrThrow({ where: { id: environmentId } })
  const away = context.secrets.seal('postgresql://nobody:x@127.0.0.1:1/nothing')
  const here = await dump({})
  const clone = await context.db.snapshot.create({
    data: { environmentId, method: 'clone', state: 'verified', location: `headgate_snapshot_${Date.now()}` },
  })
  await shop.sql(`CREATE DATABASE ${clone.location}`)
  await context.db.environment.update({ where: { id: environmentId }, data: { urlSecret: away } })
  const remove = (snapshotId: string) => deleteSnapshot(context, people.operator, { projectSlug, snapshotId })
  expect(await remove(here.id)).toEqual({ ok: true, value: undefined })
  expect(await files()).not.toContain(here.id)
  expect(await remove(clone.id)).toMatchObject({ ok: false })
  expect(await row(clone.id)).toMatchObject({ state: 'expired', location: clone.location })
  expect((await row(clone.id)).failure).not.toBeNull()

  await context.db.environment.update({
    where: { id: environmentId },
    data: { urlSecret: environment.urlSecret },
  })
  await expireSnapshots(context)
  expect(await row(clone.id)).toMatchObject({ state: 'expired', location: null })
  const opened = await postgres.open(shop.databaseUrl, { applicationName: 'a test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { rowCount } = await opened.value.query('SELECT FROM pg_database WHERE datname = $1', [
    clone.location,
  ])
  await opened.value.close()
  expect(rowCount).toBe(0)
})

test('one whose data cannot be deleted is said, and holds up none of the others', async () => {
  const { context } = shop
  const astray = await context.db.snapshot.create({
    data: { environmentId, method: 'dump', state: 'expired', location: '/somewhere/else' },
  })
  const over = await dump({ expiresAt: new Date(context.clock.now().getTime() - 1_000) })
  const went = await expireSnapshots(context)
  expect(went.find((line) => line.includes(astray.id))).toContain('its data is still there')
  expect(await row(over.id)).toMatchObject({ state: 'expired', location: null })
})

/** A verified one, with a folder behind it. */
async function dump(data: { expiresAt?: Date }) {
  const { id } = await shop.context.db.snapshot.create({
    data: { environmentId, method: 'dump', state: 'verified', ...data },
  })
  const location = join(shop.context.config.dataDir, 'snapshots', id)
  mkdirSync(location, { recursive: true })
  writeFileSync(join(location, 'a file'), 'x')
  return shop.context.db.snapshot.update({ where: { id }, data: { location } })
}

function row(id: string) {
  return shop.context.db.snapshot.findUniqueOrThrow({ where: { id } })
}

async function files(): Promise<string[]> {
  return (await readdir(join(shop.context.config.dataDir, 'snapshots'))).sort()
}

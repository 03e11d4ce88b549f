import { beforeAll, expect, test } from 'vitest'
import { deleteSnapshot } from './delete-snapshot'
import { type TestShop, testShop } from './test-shop'

let shop: TestShop
beforeAll(async () => {
  shop = await testShop('development')
})

test('a snapshot is deleted once, by who may, and its record stays as expired', async () => {
  const { context, people, project: projectSlug } = shop
  const snapshotId = await snapshot()
  const given = { projectSlug, snapshotId }
  expect(await deleteSnapshot(context, people.author, given)).toMatchObject({
    failure: { code: 'not_permitted' },
  })
  expect(
    await deleteSnapshot(context, people.operator, { ...given, projectSlug: 'elsewhere' }),
  ).toMatchObject({ failure: { code: 'not_found' } })
  expect((await deleteSnapshot(context, people.operator, given)).ok).toBe(true)
  expect(await deleteSnapshot(context, people.operator, given)).toMatchObject({
    failure: { code: 'stale_state' },
  })
  expect((await row(snapshotId)).state).toBe('expired')
  const events = await context.db.auditEvent.findMany({ where: { subjectId: snapshotId } })
  expect(events).toMatchObject([{ action: 'snapshot.deleted', before: { state: 'verified' } }])
})

test('a snapshot that a rollback restores is kept until that has ended', async () => {
  const { context, people, project: projectSlug } = shop
  const snapshotId = await snapshot()
  const { environmentId } = await row(snapshotId)
  const run = await context.db.run.create({
    data: {
      kind: 'rollback',
      environmentId,
      requestedById: people.operator.id,
      input: { kind: 'rollback', way: 'restore', deployRunId: 'a deploy', snapshotId },
    },
  })
  const given = { projectSlug, snapshotId }
  expect(await deleteSnapshot(context, people.operator, given)).toMatchObject({
    failure: { code: 'run_in_progress', meta: { runId: run.id } },
  })
  expect((await row(snapshotId)).state).toBe('verified')
  await context.db.run.update({ where: { id: run.id }, data: { state: 'failed' } })
  expect((await deleteSnapshot(context, people.operator, given)).ok).toBe(true)
})

/** The record of a verified one, with no files behind it. */
async function snapshot(): Promise<string> {
  const { context, environment: slug, project } = shop
  const environment = await context.db.environment.findFirstOrThrow({
    where: { slug, project: { slug: project } },
  })
  const { id } = await context.db.snapshot.create({
    data: { environmentId: environment.id, method: 'dump', state: 'verified' },
  })
  return id
}

function row(id: string) {
  return shop.context.db.snapshot.findUniqueOrThrow({ where: { id } })
}

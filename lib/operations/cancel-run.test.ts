import { expect, test } from 'vitest'
import { verifyAuditChain } from '../store/audit'
import { cancelRun } from './cancel-run'
import { openDeployRequest } from './open-deploy-request'
import { requestDeploy } from './request-deploy'
import { type TestShop, testShop } from './test-shop'

test('a run that nobody began ends at once, and gives its deploy request back', async () => {
  const shop = await testShop('development')
  const { context, people } = shop
  const runId = await deployAskedFor(shop)
  const where = { projectSlug: shop.project, runId }
  expect(await cancelRun(context, people.viewer, where)).toMatchObject({ failure: { code: 'not_permitted' } })
  expect(await cancelRun(context, people.operator, { ...where, projectSlug: 'elsewhere' })).toMatchObject({
    failure: { code: 'not_found' },
  })
  const both = await Promise.all([
    cancelRun(context, people.operator, where),
    cancelRun(context, people.operator, where),
  ])
  expect(both.filter((result) => result.ok)).toHaveLength(1)
  expect(both.find((result) => !result.ok)).toMatchObject({ failure: { code: 'already_ended' } })

  const run = await context.db.run.findUniqueOrThrow({
    where: { id: runId },
    include: { deployRequest: true },
  })
  expect(run).toMatchObject({ state: 'cancelled', outcome: { ok: false }, deployRequest: { state: 'open' } })
  expect(run.endedAt).not.toBeNull()
  expect(await eventsOf(shop, runId)).toMatchObject([
    { action: 'run.cancel-asked', actorName: 'Olga Operator', before: { state: 'queued' } },
    { action: 'run.cancelled', before: { state: 'queued', deployRequest: 'deploying' } },
  ])
  expect((await verifyAuditChain(context.db)).intact).toBe(true)
})

test('a run that is going on is told to its runner, once', async () => {
  const shop = await testShop('development')
  const { context, people } = shop
  const runId = await deployAskedFor(shop)
  await context.db.run.update({ where: { id: runId }, data: { state: 'running', claimedBy: 'a runner' } })
  const where = { projectSlug: shop.project, runId }
  expect((await cancelRun(context, people.operator, where)).ok).toBe(true)
  expect(await cancelRun(context, people.operator, where)).toMatchObject({ failure: { code: 'stale_state' } })
  const run = await context.db.run.findUniqueOrThrow({
    where: { id: runId },
    include: { deployRequest: true },
  })
  expect(run).toMatchObject({ state: 'running', endedAt: null, deployRequest: { state: 'deploying' } })
  expect(run.cancelAskedAt).not.toBeNull()
  expect(await eventsOf(shop, runId)).toMatchObject([{ action: 'run.cancel-asked' }])
})

async function deployAskedFor({ context, people, project, environment }: TestShop): Promise<string> {
  const opened = await openDeployRequest(context, people.author, {
    projectSlug: project,
    environmentSlug: environment,
    upTo: null,
    title: 'Add a note',
    description: '',
  })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { number } = opened.value
  const { fingerprint } = await context.db.plan.findFirstOrThrow({ where: { deployRequest: { number } } })
  const asked = { projectSlug: project, number, planFingerprint: fingerprint }
  const run = await requestDeploy(context, people.author, asked)
  if (!run.ok) throw new Error(run.failure.why)
  return run.value.runId
}

function eventsOf({ context }: TestShop, runId: string) {
  return context.db.auditEvent.findMany({
    where: { subjectId: runId, action: { startsWith: 'run.' } },
    orderBy: { sequence: 'asc' },
  })
}

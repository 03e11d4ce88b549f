import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { diagnoseEnvironment } from '../operations/diagnose-environment'
import { proposeResolution } from '../operations/propose-resolution'
import { requestResolution } from '../operations/request-resolution'
import { initialMigration, type TestShop, testShop } from '../operations/test-shop'
import { startRunner } from './runner'
import { endOf } from './testing/seed'

const init = '20260101000000_init'
const edited = `${initialMigration}-- an afterthought\n`

/** The acceptance of an edit whose runner was killed right after it had claimed the run. */
async function killed(shop: TestShop): Promise<{ runId: string; resolutionId: string }> {
  const { context, people } = shop
  const where = { projectSlug: shop.project, environmentSlug: shop.environment }
  shop.writeMigration(init, edited)
  const diagnosed = await diagnoseEnvironment(context, people.viewer, where)
  if (!diagnosed.ok) throw new Error(diagnosed.failure.why)
  const ways = diagnosed.value.troubles.flatMap((trouble) => trouble.ways)
  const fingerprint = ways.find(({ kind }) => kind === 'accept_edit')?.fingerprint ?? ''
  const kept = await proposeResolution(context, people.author, { ...where, fingerprint, reason: '' })
  if (!kept.ok) throw new Error(kept.failure.why)
  const input = { projectSlug: shop.project, resolutionId: kept.value.id, fingerprint }
  const asked = await requestResolution(context, people.operator, { ...input, confirmation: 'Main' })
  if (!asked.ok) throw new Error(asked.failure.why)
  await context.db.run.update({
    where: { id: asked.value.runId },
    data: { state: 'running', claimedBy: 'a dead runner', claims: 1, leaseUntil: new Date(0) },
  })
  return { runId: asked.value.runId, resolutionId: kept.value.id }
}

async function recovered(shop: TestShop) {
  const { context } = shop
  const { runId, resolutionId } = await killed(shop)
  return async () => {
    const runner = startRunner(context, { pollMs: 30, print: () => {} })
    const run = await endOf(context, runId)
    await runner.stop()
    return { run, row: await context.db.resolution.findUniqueOrThrow({ where: { id: resolutionId } }) }
  }
}

it('a resolution that was stopped before it did anything is said to have done nothing, and can be asked for again', async () => {
  const shop = await testShop('development')
  const look = await recovered(shop)
  const { run, row } = await look()
  expect(run).toMatchObject({ state: 'failed', claims: 2, outcome: { failure: { code: 'runner_died' } } })
  expect(row.state).toBe('proposed')
  const [ledger] = await shop.sql<{ checksum: string }>('SELECT checksum FROM _prisma_migrations')
  expect(ledger?.checksum).not.toBe(sha256(edited))
})

it('a resolution that was stopped after its commit is found to be done, and is not done again', async () => {
  const shop = await testShop('development')
  const look = await recovered(shop)
  await shop.sql(`UPDATE _prisma_migrations SET checksum = '${sha256(edited)}'`)
  const { run, row } = await look()
  expect(run.state).toBe('succeeded')
  expect(row.state).toBe('done')
})

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

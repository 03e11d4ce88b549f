import { beforeAll, describe, expect, it } from 'vitest'
import { verifyAuditChain } from '../store/audit'
import { closeDeployRequest } from './close-deploy-request'
import { evaluateGate } from './evaluate-gate'
import { openDeployRequest } from './open-deploy-request'
import { refreshPlan } from './refresh-plan'
import { requestDeploy } from './request-deploy'
import { reviewDeployRequest } from './review-deploy-request'
import { type TestShop, testShop } from './test-shop'

describe('a deploy request on production', () => {
  let shop: TestShop
  beforeAll(async () => {
    shop = await testShop('production')
  })

  it('is opened with a plan, refused, approved, and then deployed only once', async () => {
    const { context, people } = shop
    const { number, id, fingerprint } = await opened(shop)
    const shut = await evaluateGate(context, { deployRequestId: id })
    expect(shut.blockers.map((blocker) => blocker.code)).toEqual(['approval_missing'])
    expect(shut.takesSnapshot).toBe(true)

    const asked = { projectSlug: shop.project, number, planFingerprint: fingerprint }
    expect(await requestDeploy(context, people.author, asked)).toMatchObject({
      failure: { code: 'not_permitted' },
    })
    expect(await requestDeploy(context, people.reviewer, asked)).toMatchObject({
      failure: { code: 'gate_closed' },
    })
    const approval = { ...asked, verdict: 'approve' as const, body: 'Looks fine.' }
    expect((await reviewDeployRequest(context, people.reviewer, approval)).ok).toBe(true)
    expect((await evaluateGate(context, { deployRequestId: id })).open).toBe(true)
    // Approving executed nothing.
    expect(await context.db.run.count({ where: { deployRequestId: id } })).toBe(0)

    const both = await Promise.all([
      requestDeploy(context, people.reviewer, asked),
      requestDeploy(context, people.operator, asked),
    ])
    expect(both.filter((result) => result.ok)).toHaveLength(1)
    expect(await context.db.run.count({ where: { deployRequestId: id } })).toBe(1)
    expect(await shop.sql(`SELECT 1 FROM "_prisma_migrations" WHERE migration_name LIKE '%note'`)).toEqual([])
    await context.db.run.deleteMany({ where: { deployRequestId: id } })
    expect((await verifyAuditChain(context.db)).intact).toBe(true)
  })

  it('does not take the approval of the opener, of a viewer, or of somebody who looked at another plan', async () => {
    const { context, people } = shop
    const request = await opened(shop, people.reviewer)
    const approval = {
      projectSlug: shop.project,
      number: request.number,
      planFingerprint: request.fingerprint,
      verdict: 'approve' as const,
      body: '',
    }
    const refused = (result: { ok: boolean }) => expect(result).toMatchObject({ ok: false })
    refused(await reviewDeployRequest(context, people.reviewer, approval))
    refused(await reviewDeployRequest(context, people.viewer, approval))
    refused(await reviewDeployRequest(context, people.author, approval))
    const other = { ...approval, planFingerprint: '0'.repeat(64) }
    expect(await reviewDeployRequest(context, people.operator, other)).toMatchObject({
      failure: { code: 'plan_outdated' },
    })
    expect((await reviewDeployRequest(context, people.operator, approval)).ok).toBe(true)
  })

  it('loses its approval when a file changes, says so at the gate, and gets it back with the file', async () => {
    const { context, people } = shop
    const request = await opened(shop)
    await approve(shop, request)
    expect(await codes(shop, request.id)).toEqual([])

    shop.writeMigration('20260102000000_note', 'ALTER TABLE "Order" ADD COLUMN "note" VARCHAR(20);\n')
    expect(await codes(shop, request.id)).toEqual(['plan_outdated'])
    shop.writeMigration('20260102000000_note', 'ALTER TABLE "Order" ADD COLUMN "note" TEXT;\n')
    expect(await codes(shop, request.id)).toEqual([])

    shop.writeMigration('20260102000000_note', 'ALTER TABLE "Order" ADD COLUMN "note" VARCHAR(30);\n')
    const where = { projectSlug: shop.project, number: request.number }
    expect(await refreshPlan(context, people.reviewer, where)).toMatchObject({ value: { changed: true } })
    expect(await codes(shop, request.id)).toEqual(['approval_missing'])
    const [voided] = await context.db.review.findMany({ where: { deployRequestId: request.id } })
    expect(voided?.voidedBecause).toContain('20260102000000_note was edited')
    // Who refreshed the plan did not write the files: the approval still counts.
    const plan = await context.db.plan.findFirstOrThrow({
      where: { deployRequestId: request.id, supersededAt: null },
    })
    await approve(shop, { ...request, fingerprint: plan.fingerprint })
    expect(await codes(shop, request.id)).toEqual([])
    shop.writeMigration('20260102000000_note', 'ALTER TABLE "Order" ADD COLUMN "note" TEXT;\n')
  })

  it('keeps its approval while rows come and go, and loses it when the schema is changed by hand', async () => {
    const { context, people } = shop
    const request = await opened(shop)
    await approve(shop, request)
    await shop.sql('INSERT INTO "Order" (total) VALUES (1)')
    const where = { projectSlug: shop.project, number: request.number }
    expect(await refreshPlan(context, people.author, where)).toMatchObject({ value: { changed: false } })
    expect(await codes(shop, request.id)).toEqual([])

    await shop.sql('CREATE INDEX by_hand ON "Order" (total)')
    const gate = await evaluateGate(context, { deployRequestId: request.id })
    expect(gate.blockers).toMatchObject([{ code: 'plan_outdated' }])
    expect(gate.blockers[0]?.why).toContain('by_hand')
    await shop.sql('DROP INDEX by_hand')
    expect(await codes(shop, request.id)).toEqual([])
  })

  it('is refused while the ledger has an edited migration', async () => {
    const request = await opened(shop)
    await shop.sql(`UPDATE "_prisma_migrations" SET checksum = 'other' WHERE migration_name LIKE '%init'`)
    const gate = await evaluateGate(shop.context, { deployRequestId: request.id })
    expect(gate.blockers.map((blocker) => blocker.code)).toContain('history_needs_attention')
    const { createHash } = await import('node:crypto')
    const { initialMigration } = await import('./test-shop')
    const checksum = createHash('sha256').update(initialMigration).digest('hex')
    await shop.sql(
      `UPDATE "_prisma_migrations" SET checksum = '${checksum}' WHERE migration_name LIKE '%init'`,
    )
  })

  it('closes, and stays closed', async () => {
    const { context, people } = shop
    const request = await opened(shop)
    const where = { projectSlug: shop.project, number: request.number }
    expect(await closeDeployRequest(context, people.viewer, where)).toMatchObject({ ok: false })
    expect((await closeDeployRequest(context, people.author, where)).ok).toBe(true)
    expect(await closeDeployRequest(context, people.author, where)).toMatchObject({
      failure: { code: 'stale_state' },
    })
    expect(await refreshPlan(context, people.author, where)).toMatchObject({ ok: false })
  })

  it('is not found from another project', async () => {
    const request = await opened(shop)
    const elsewhere = { projectSlug: 'elsewhere', number: request.number }
    const { context, people } = shop
    expect(await closeDeployRequest(context, people.operator, elsewhere)).toMatchObject({
      failure: { code: 'not_found' },
    })
  })
})

describe('a deploy request on development', () => {
  it('wants nobody’s approval', async () => {
    const shop = await testShop('development')
    const request = await opened(shop)
    expect(await codes(shop, request.id)).toEqual([])
    const asked = { projectSlug: shop.project, number: request.number, planFingerprint: request.fingerprint }
    expect((await requestDeploy(shop.context, shop.people.author, asked)).ok).toBe(true)
    expect(await requestDeploy(shop.context, shop.people.viewer, asked)).toMatchObject({
      failure: { code: 'not_permitted' },
    })
  })

  it('stays with the deploy that was asked for while its plan was made anew', async () => {
    const shop = await testShop('development')
    const { context, people } = shop
    const request = await opened(shop)
    const where = { projectSlug: shop.project, number: request.number }
    const asked = { ...where, planFingerprint: request.fingerprint }
    const { directory } = context.sources
    const capture = async (path: string) => {
      expect((await requestDeploy(context, people.author, asked)).ok).toBe(true)
      shop.writeMigration('20260102000000_note', 'ALTER TABLE "Order" ADD COLUMN "note" VARCHAR(20);\n')
      return directory.capture(path)
    }
    const meanwhile = { ...context, sources: { directory: { ...directory, capture } } }
    expect(await refreshPlan(meanwhile, people.author, where)).toMatchObject({
      failure: { code: 'stale_state' },
    })
    const row = await context.db.deployRequest.findUniqueOrThrow({
      where: { id: request.id },
      include: { plans: true },
    })
    expect(row.state).toBe('deploying')
    expect(row.plans).toMatchObject([{ fingerprint: request.fingerprint, supersededAt: null }])
  })

  it('is open again with a new plan after a failure, and the audit says so', async () => {
    const shop = await testShop('development')
    const { context, people } = shop
    const request = await opened(shop)
    await context.db.deployRequest.update({ where: { id: request.id }, data: { state: 'failed' } })
    const where = { projectSlug: shop.project, number: request.number }
    expect(await refreshPlan(context, people.author, where)).toMatchObject({ value: { changed: false } })
    const events = await context.db.auditEvent.findMany({ where: { action: 'deploy-request.reopened' } })
    expect(events).toMatchObject([{ before: { state: 'failed' }, after: { state: 'open' } }])
  })

  it('is not opened when nothing is pending, or when a migration does not replay; nothing is left behind', async () => {
    const shop = await testShop('development')
    shop.writeMigration('20260103000000_broken', 'ALTER TABLE nowhere ADD COLUMN a int;')
    expect(await open(shop)).toMatchObject({ failure: { code: 'migration_does_not_replay' } })
    shop.removeMigration('20260103000000_broken')
    shop.removeMigration('20260102000000_note')
    expect(await open(shop)).toMatchObject({ failure: { code: 'nothing_pending' } })
    expect(await shop.context.db.deployRequest.count()).toBe(0)
  })
})

function open(shop: TestShop, actor = shop.people.author) {
  const { project: projectSlug, environment: environmentSlug } = shop
  const input = { projectSlug, environmentSlug, upTo: null, title: 'Add a note', description: '' }
  return openDeployRequest(shop.context, actor, input)
}

async function opened(shop: TestShop, actor = shop.people.author) {
  const result = await open(shop, actor)
  if (!result.ok) throw new Error(`${result.failure.what} ${result.failure.why}`)
  const { number } = result.value
  const request = await shop.context.db.deployRequest.findFirstOrThrow({
    where: { number, project: { slug: shop.project } },
    include: { plans: true },
  })
  return { number, id: request.id, fingerprint: request.plans[0]?.fingerprint ?? '' }
}

async function approve(shop: TestShop, request: { number: number; fingerprint: string }) {
  const result = await reviewDeployRequest(shop.context, shop.people.reviewer, {
    projectSlug: shop.project,
    number: request.number,
    planFingerprint: request.fingerprint,
    verdict: 'approve',
    body: '',
  })
  if (!result.ok) throw new Error(result.failure.why)
}

async function codes(shop: TestShop, deployRequestId: string) {
  const gate = await evaluateGate(shop.context, { deployRequestId })
  return gate.blockers.map((blocker) => blocker.code)
}

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerOf, findingOf, liveOf, probeOf, riskOf } from '../domain/testing/risk'
import { verifyAuditChain } from '../store/audit'
import { json } from '../store/json'
import { readEvidence } from '../store/read-json'
import { acceptFinding } from './accept-finding'
import { evaluateGate } from './evaluate-gate'
import { openDeployRequest } from './open-deploy-request'
import { refreshPlan } from './refresh-plan'
import { requestDeploy } from './request-deploy'
import { reviewDeployRequest } from './review-deploy-request'
import { takeBackAcceptance } from './take-back-acceptance'
import { type TestShop, testShop } from './test-shop'

const migration = '20260102000000_note'
const danger = findingOf({ migration, family: 'breaks_app', title: 'The application breaks' })
const failing = findingOf({ migration, rule: 'fails', family: 'fails_on_data', probes: ['negative'] })
const warning = findingOf({ migration, rule: 'told', severity: 'warning' })
const probe = probeOf({
  id: 'negative',
  question: 'Rows of Order whose total is negative',
  table: 'public.Order',
  sql: 'SELECT count(*) AS n FROM public."Order" WHERE total < 0',
})

describe('accepting a finding', () => {
  let shop: TestShop
  let request: { number: number; id: string; fingerprint: string }
  beforeAll(async () => {
    shop = await testShop('production')
  })
  beforeEach(async () => {
    await shop.sql('DELETE FROM "Order" WHERE total < 0')
    request = await opened(shop)
    await find(shop, request.id, 0)
  })

  it('opens the gate, and keeps who said why; taking it back shuts it again', async () => {
    const { context, people } = shop
    await approve(shop, request)
    expect(await codes(shop, request.id)).toEqual(['finding_stands'])
    const before = await sequence(shop, request.id)
    expect(await acceptFinding(context, people.reviewer, input(shop, request))).toEqual({ ok: true })
    expect(await sequence(shop, request.id)).toBeGreaterThan(before)
    expect(await codes(shop, request.id)).toEqual([])
    const gate = await evaluateGate(context, { deployRequestId: request.id })
    expect(gate.satisfied).toContain('1 finding accepted by Rui Reviewer')
    const event = await context.db.auditEvent.findFirstOrThrow({ orderBy: { sequence: 'desc' } })
    expect(event).toMatchObject({
      action: 'finding.accepted',
      actorName: 'Rui Reviewer',
      after: { finding: danger.id, planFingerprint: request.fingerprint, reason: 'Nobody is up at night.' },
    })

    const { reason: _, ...taking } = input(shop, request)
    expect(await takeBackAcceptance(context, people.operator, taking)).toEqual({ ok: true })
    expect(await codes(shop, request.id)).toEqual(['finding_stands'])
    expect(await takeBackAcceptance(context, people.operator, taking)).toMatchObject({
      failure: { code: 'stale_state' },
    })
    const rows = await context.db.acceptedFinding.findMany({ where: { findingId: danger.id } })
    expect(rows.at(-1)).toMatchObject({ reason: 'Nobody is up at night.', takenBackById: people.operator.id })
    expect((await verifyAuditChain(context.db)).intact).toBe(true)
  })

  it('is refused to those who may not, for other projects, and for a plan that is not the current one', async () => {
    const { context, people } = shop
    const events = await context.db.auditEvent.count()
    const before = await sequence(shop, request.id)
    const given = input(shop, request)
    const { reason: _, ...taking } = given
    for (const person of [people.viewer, people.author]) {
      expect(await acceptFinding(context, person, given)).toMatchObject({
        failure: { code: 'not_permitted' },
      })
      expect(await takeBackAcceptance(context, person, taking)).toMatchObject({
        failure: { code: 'not_permitted' },
      })
    }
    const refused = async (change: object, code: string) => {
      expect(await acceptFinding(context, people.reviewer, { ...given, ...change })).toMatchObject({
        failure: { code },
      })
      expect(await takeBackAcceptance(context, people.reviewer, { ...taking, ...change })).toMatchObject({
        failure: { code },
      })
    }
    await refused({ projectSlug: 'elsewhere' }, 'not_found')
    await refused({ number: 9_999 }, 'not_found')
    await refused({ findingId: 'nothing:at:0:0' }, 'not_found')
    await refused({ planFingerprint: '0'.repeat(64) }, 'plan_outdated')
    await context.db.deployRequest.update({ where: { id: request.id }, data: { state: 'deploying' } })
    await refused({}, 'stale_state')
    await context.db.deployRequest.update({ where: { id: request.id }, data: { state: 'open' } })
    expect(
      await context.db.acceptedFinding.count({ where: { planId: await planId(shop, request.id) } }),
    ).toBe(0)
    expect(await context.db.auditEvent.count()).toBe(events)
    expect(await sequence(shop, request.id)).toBe(before)
  })

  it('is refused for what rows make fail, for what stops nothing, and a second time', async () => {
    const { context, people } = shop
    const accept = (findingId: string) =>
      acceptFinding(context, people.reviewer, { ...input(shop, request), findingId })
    const stale = { failure: { code: 'stale_state' } }
    expect(await accept(warning.id)).toMatchObject(stale)
    expect(await accept(failing.id)).toMatchObject(stale)
    await find(shop, request.id, 3)
    expect(await accept(failing.id)).toMatchObject(stale)
    const both = await Promise.all([accept(danger.id), accept(danger.id)])
    expect(both.filter(({ ok }) => ok)).toHaveLength(1)
    expect(both.find(({ ok }) => !ok)).toMatchObject(stale)
  })

  it('holds for this plan alone, and only while the one who accepted may', async () => {
    const { context, people } = shop
    await approve(shop, request)
    expect((await acceptFinding(context, people.reviewer, input(shop, request))).ok).toBe(true)
    await context.db.user.update({ where: { id: people.reviewer.id }, data: { role: 'author' } })
    expect(await codes(shop, request.id)).toContain('finding_stands')
    await context.db.user.update({ where: { id: people.reviewer.id }, data: { role: 'reviewer' } })
    expect(await codes(shop, request.id)).toEqual([])

    const where = { projectSlug: shop.project, number: request.number }
    shop.writeMigration(migration, 'ALTER TABLE "Order" ADD COLUMN "note" VARCHAR(20);\n')
    expect(await refreshPlan(context, people.author, where)).toMatchObject({ value: { changed: true } })
    await find(shop, request.id, 0)
    expect(await codes(shop, request.id)).toEqual(['approval_missing', 'finding_stands'].sort())
    expect(await acceptFinding(context, people.reviewer, input(shop, request))).toMatchObject({
      failure: { code: 'plan_outdated' },
    })
    shop.writeMigration(migration, 'ALTER TABLE "Order" ADD COLUMN "note" TEXT;\n')
  })

  it('does not help when rows appear that were not there: the gate shuts, and a deploy is refused', async () => {
    const { context, people } = shop
    await approve(shop, request)
    expect((await acceptFinding(context, people.reviewer, input(shop, request))).ok).toBe(true)
    expect(await codes(shop, request.id)).toEqual([])
    await shop.sql('INSERT INTO "Order" (total) VALUES (-5), (-6)')
    const gate = await evaluateGate(context, { deployRequestId: request.id })
    expect(gate.blockers).toMatchObject([{ code: 'evidence_changed' }])
    expect(gate.blockers[0]?.why).toBe('Rows of Order whose total is negative: none then, 2 rows now.')
    const asked = { projectSlug: shop.project, number: request.number, planFingerprint: request.fingerprint }
    expect(await requestDeploy(context, people.reviewer, asked)).toMatchObject({
      failure: { code: 'gate_closed' },
    })
    expect(await context.db.run.count({ where: { deployRequestId: request.id } })).toBe(0)
  })
})

function input(shop: TestShop, request: { number: number; fingerprint: string }) {
  return {
    projectSlug: shop.project,
    number: request.number,
    planFingerprint: request.fingerprint,
    findingId: danger.id,
    reason: 'Nobody is up at night.',
  }
}

async function opened(shop: TestShop) {
  const { project: projectSlug, environment: environmentSlug } = shop
  const opening = { projectSlug, environmentSlug, upTo: null, title: 'Add a note', description: '' }
  const result = await openDeployRequest(shop.context, shop.people.author, opening)
  if (!result.ok) throw new Error(`${result.failure.what} ${result.failure.why}`)
  const { number } = result.value
  const request = await shop.context.db.deployRequest.findFirstOrThrow({
    where: { number, project: { slug: shop.project } },
    include: { plans: true },
  })
  return { number, id: request.id, fingerprint: request.plans[0]?.fingerprint ?? '' }
}

/** Gives the current plan findings that do not depend on what the rules say of its script. */
async function find(shop: TestShop, deployRequestId: string, negative: number): Promise<void> {
  const id = await planId(shop, deployRequestId)
  const row = await shop.context.db.plan.findUniqueOrThrow({ where: { id } })
  const answers = [answerOf(negative, { id: 'negative' })]
  const risk = riskOf({ findings: [danger, failing, warning], probes: [probe], live: liveOf({ answers }) })
  const evidence = { ...readEvidence(row.evidence), risk }
  await shop.context.db.plan.update({ where: { id }, data: { evidence: json(evidence) } })
}

async function planId(shop: TestShop, deployRequestId: string): Promise<string> {
  const plan = await shop.context.db.plan.findFirstOrThrow({ where: { deployRequestId, supersededAt: null } })
  return plan.id
}

async function sequence(shop: TestShop, id: string): Promise<number> {
  return (await shop.context.db.deployRequest.findUniqueOrThrow({ where: { id } })).sequence
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

async function codes(shop: TestShop, deployRequestId: string): Promise<string[]> {
  const gate = await evaluateGate(shop.context, { deployRequestId })
  return gate.blockers.map(({ code }) => code).sort()
}

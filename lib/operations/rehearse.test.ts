import { beforeAll, describe, expect, it } from 'vitest'
import { defaultPolicies } from '../domain/policy'
import type { Rehearsal } from '../domain/rehearsal'
import { insertRehearsal } from '../store/rehearsals'
import { evaluateGate } from './evaluate-gate'
import { openDeployRequest } from './open-deploy-request'
import { refreshPlan } from './refresh-plan'
import { rehearse } from './rehearse'
import { type TestShop, testShop } from './test-shop'

describe('asking for a rehearsal', () => {
  let shop: TestShop
  let number: number
  let planId: string
  let planFingerprint: string
  beforeAll(async () => {
    shop = await testShop('staging')
    const { context, people, project, environment } = shop
    const opened = await openDeployRequest(context, people.author, {
      ...{ projectSlug: project, environmentSlug: environment },
      ...{ upTo: null, title: 'Notes', description: '' },
    })
    if (!opened.ok) throw new Error(opened.failure.why)
    number = opened.value.number
    await readPlanRow()
  })

  async function readPlanRow() {
    const plan = await shop.context.db.plan.findFirstOrThrow({ where: { supersededAt: null } })
    planId = plan.id
    planFingerprint = plan.fingerprint
    return plan
  }

  async function codes(): Promise<string[]> {
    const { db } = shop.context
    const request = await db.deployRequest.findFirstOrThrow({ where: { number } })
    const gate = await evaluateGate(shop.context, { deployRequestId: request.id })
    return gate.blockers.map(({ code }) => code)
  }

  async function demand() {
    const policy = { ...defaultPolicies.staging, rehearsal: 'required' as const }
    await shop.context.db.environment.updateMany({ data: { policy } })
  }

  async function record(verdict: Rehearsal['verdict']) {
    const { db, clock } = shop.context
    const environment = await db.environment.findFirstOrThrow()
    const user = shop.people.author.id
    const run = await db.run.create({
      data: {
        ...{
          kind: 'rehearse',
          state: 'succeeded',
          environmentId: environment.id,
          planId,
          requestedById: user,
        },
        input: { kind: 'rehearse', planFingerprint, snapshotId: null },
      },
    })
    const of = { environmentId: environment.id, planId, runId: run.id, createdAt: clock.now() }
    const ok = verdict !== 'failed'
    await insertRehearsal(db, of, {
      ...{
        format: 1,
        at: clock.now().toISOString(),
        planFingerprint,
        reverseFingerprint: '',
        verdict,
        ways: [],
      },
      on: { kind: 'snapshot', snapshotId: null, takenAt: '', bytes: 1, rows: 100, where: 'environment' },
      forward: { ok, durationMs: 1, walBytes: 1, statements: [], failure: ok ? null : 'It has NULLs.' },
    })
  }

  it('wants the plan of the screen and a free environment, and is written into the audit', async () => {
    const { context, people, project } = shop
    const asked = { projectSlug: project, number, planFingerprint }
    expect(
      await rehearse(context, people.author, { ...asked, planFingerprint: '0'.repeat(64) }),
    ).toMatchObject({
      failure: { code: 'plan_outdated' },
    })
    const queued = await rehearse(context, people.author, asked)
    expect(queued.ok).toBe(true)
    expect(await rehearse(context, people.reviewer, asked)).toMatchObject({
      failure: { code: 'run_in_progress' },
    })
    const run = await context.db.run.findFirstOrThrow({ where: { kind: 'rehearse' } })
    expect(run).toMatchObject({ state: 'queued', planId, input: { planFingerprint, snapshotId: null } })
    expect(
      await context.db.auditEvent.count({ where: { action: 'rehearsal.requested', subjectId: run.id } }),
    ).toBe(1)
    await context.db.run.delete({ where: { id: run.id } })
  })

  it('opens the gate that demands it with one of this plan that went through', async () => {
    expect(await codes()).toEqual([])
    await demand()
    expect(await codes()).toEqual(['rehearsal_missing'])
    await record('failed')
    expect(await codes()).toEqual(['rehearsal_failed'])
    await record('lossy')
    expect(await codes()).toEqual([])
  })

  it('counts for no plan that replaces it', async () => {
    const { context, people, project } = shop
    shop.writeMigration('20260102000000_note', 'ALTER TABLE "Order" ADD COLUMN "note" VARCHAR(20);\n')
    const refreshed = await refreshPlan(context, people.author, { projectSlug: project, number })
    expect(refreshed).toMatchObject({ ok: true, value: { changed: true } })
    await readPlanRow()
    expect(await codes()).toEqual(['rehearsal_missing'])
  })
})

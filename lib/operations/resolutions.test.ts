import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testPerson } from '../composition/test-context'
import type { Actor } from '../domain/permission'
import type { EnvironmentKind } from '../domain/policy'
import type { DiagnosedWay } from '../domain/resolution-view'
import { startRunner } from '../runner/runner'
import { endOf } from '../runner/testing/seed'
import { verifyAuditChain } from '../store/audit'
import { readPolicy } from '../store/read-json'
import { approveResolution } from './approve-resolution'
import { changePolicy } from './change-policy'
import { diagnoseEnvironment } from './diagnose-environment'
import { observeEnvironment } from './observe-environment'
import { proposeResolution } from './propose-resolution'
import { requestResolution } from './request-resolution'
import { initialMigration, type TestShop, testShop } from './test-shop'
import { withdrawResolution } from './withdraw-resolution'

const init = '20260101000000_init'
const file = (shop: TestShop) =>
  readFileSync(join(shop.folder, 'prisma/migrations', init, 'migration.sql'), 'utf8')

/** A shop whose first migration was edited after it was applied. */
async function editedShop(kind: EnvironmentKind) {
  const shop = await testShop(kind)
  shop.writeMigration(init, `${initialMigration}-- an afterthought\n`)
  return { shop, where: { projectSlug: shop.project, environmentSlug: shop.environment } }
}

async function waysOf(shop: TestShop): Promise<DiagnosedWay[]> {
  const where = { projectSlug: shop.project, environmentSlug: shop.environment }
  const diagnosed = await diagnoseEnvironment(shop.context, shop.people.viewer, where)
  if (!diagnosed.ok) throw new Error(`${diagnosed.failure.what} ${diagnosed.failure.why}`)
  return diagnosed.value.troubles.flatMap((trouble) => trouble.ways)
}

async function proposed(shop: TestShop, kind: DiagnosedWay['kind'], by = shop.people.author) {
  const way = (await waysOf(shop)).find((each) => each.kind === kind && each.fingerprint !== null)
  const fingerprint = way?.fingerprint ?? ''
  const where = { projectSlug: shop.project, environmentSlug: shop.environment }
  const kept = await proposeResolution(shop.context, by, { ...where, fingerprint, reason: 'it was a typo' })
  if (!kept.ok) throw new Error(`${kept.failure.what} ${kept.failure.why}`)
  return { projectSlug: shop.project, resolutionId: kept.value.id, fingerprint }
}

async function setApprovals({ context, people, project, environment }: TestShop, approvals: number) {
  const row = await context.db.environment.findFirstOrThrow({ where: { slug: environment } })
  const was = readPolicy(row.policy)
  const input = { projectSlug: project, environmentSlug: environment, was, policy: { ...was, approvals } }
  const changed = await changePolicy(context, people.administrator, input)
  if (!changed.ok) throw new Error(changed.failure.why)
}

const code = (result: { ok: true } | { ok: false; failure: { code: string } }) =>
  result.ok ? 'ok' : result.failure.code

describe('a resolution', () => {
  it('finds the text of an edited migration in a captured revision, restores the file, and is on record', async () => {
    const { shop } = await editedShop('development')
    const { context, people } = shop
    const input = await proposed(shop, 'restore_file')
    // Nothing of the database changes: no name is typed.
    const asked = await requestResolution(context, people.operator, { ...input, confirmation: '' })
    if (!asked.ok) throw new Error(asked.failure.why)
    const runner = startRunner(context, { pollMs: 30, print: () => {} })
    const run = await endOf(context, asked.value.runId)
    await runner.stop()
    expect(run).toMatchObject({ state: 'succeeded', kind: 'resolve' })
    expect(file(shop)).toBe(initialMigration)
    const row = await context.db.resolution.findUniqueOrThrow({ where: { id: input.resolutionId } })
    expect(row.state).toBe('done')
    const events = await context.db.auditEvent.findMany({
      where: { OR: [{ subjectId: row.id }, { subjectId: run.id }] },
      orderBy: { sequence: 'asc' },
    })
    expect(events.map(({ action, actorName }) => [action, actorName])).toEqual([
      ['resolution.proposed', 'Ada Author'],
      ['resolution.requested', 'Olga Operator'],
      ['run.succeeded', 'Olga Operator'],
    ])
    expect(events[2]?.after).toMatchObject({ resolution: 'done' })
    expect(await verifyAuditChain(context.db)).toMatchObject({ intact: true })
    expect(await waysOf(shop)).toEqual([])
  })

  it('needs somebody else where the policy wants an approval, and the name where the database changes', async () => {
    const { shop } = await editedShop('production')
    const { context, people } = shop
    const input = await proposed(shop, 'accept_edit', people.operator)
    const request = (confirmation: string) =>
      requestResolution(context, people.operator, { ...input, confirmation })
    expect(code(await request('Main'))).toBe('resolution_not_approved')
    expect(code(await approveResolution(context, people.operator, input))).toBe('not_permitted')
    expect(code(await approveResolution(context, people.author, input))).toBe('not_permitted')
    const other = { ...input, fingerprint: '0'.repeat(64) }
    expect(code(await approveResolution(context, people.reviewer, other))).toBe('resolution_outdated')
    expect(code(await approveResolution(context, people.reviewer, input))).toBe('ok')
    expect(code(await approveResolution(context, people.administrator, input))).toBe('stale_state')
    expect(code(await request('main'))).toBe('name_does_not_match')
    const asked = await request('Main')
    if (!asked.ok) throw new Error(asked.failure.why)
    // Carried out once: the second click finds it running.
    expect(code(await request('Main'))).toBe('stale_state')
    const runner = startRunner(context, { pollMs: 30, print: () => {} })
    expect(await endOf(context, asked.value.runId)).toMatchObject({ state: 'succeeded' })
    await runner.stop()
    const rows = await shop.sql<{ checksum: string }>('SELECT checksum FROM _prisma_migrations')
    expect(rows).toHaveLength(1)
    expect(await waysOf(shop)).toEqual([])
  })

  it('is not carried out once an approval is not worth anything any more, and can be tried again', async () => {
    const { shop } = await editedShop('production')
    const { context, people } = shop
    const input = await proposed(shop, 'accept_edit', people.operator)
    expect(code(await approveResolution(context, people.reviewer, input))).toBe('ok')
    const asked = await requestResolution(context, people.operator, { ...input, confirmation: 'Main' })
    if (!asked.ok) throw new Error(asked.failure.why)
    await context.db.user.update({ where: { id: people.reviewer.id }, data: { role: 'viewer' } })
    const runner = startRunner(context, { pollMs: 30, print: () => {} })
    const run = await endOf(context, asked.value.runId)
    await runner.stop()
    expect(run).toMatchObject({
      state: 'failed',
      outcome: { failure: { code: 'resolution_not_approved' } },
    })
    const row = await context.db.resolution.findUniqueOrThrow({ where: { id: input.resolutionId } })
    expect(row.state).toBe('proposed')
    // Somebody who may approve does, and it goes on.
    expect(code(await approveResolution(context, people.administrator, input))).toBe('ok')
    expect(code(await requestResolution(context, people.operator, { ...input, confirmation: 'Main' }))).toBe(
      'ok',
    )
  })

  it('waits for as many approvals as the policy wants, one a person, and counts them anew', async () => {
    const { shop } = await editedShop('production')
    const { context, people } = shop
    const wants = (approvals: number) => setApprovals(shop, approvals)
    await wants(2)
    const input = await proposed(shop, 'accept_edit', people.author)
    const approve = (by: Actor) => approveResolution(context, by, input)
    const request = () => requestResolution(context, people.operator, { ...input, confirmation: 'Main' })
    const state = async () =>
      (await context.db.resolution.findUniqueOrThrow({ where: { id: input.resolutionId } })).state
    expect(code(await approve(people.reviewer))).toBe('ok')
    expect(code(await approve(people.reviewer))).toBe('stale_state')
    expect(await state()).toBe('proposed')
    expect(code(await request())).toBe('resolution_not_approved')
    // Both at once: the second one counts the first.
    await wants(3)
    const both = await Promise.all([approve(people.operator), approve(people.administrator)])
    expect(both.map(code)).toEqual(['ok', 'ok'])
    expect(await state()).toBe('approved')
    // The policy is another one: what was written down does not decide.
    await wants(4)
    const refused = await request()
    expect(refused).toMatchObject({
      failure: { code: 'resolution_not_approved', why: '1 more approval is wanted.' },
    })
    await wants(3)
    // Somebody is switched off, and somebody else approves in their place.
    await context.db.user.update({ where: { id: people.reviewer.id }, data: { disabledAt: new Date() } })
    expect(code(await request())).toBe('resolution_not_approved')
    const other = await testPerson(context, 'reviewer', 'Rae Reviewer')
    expect(code(await approve(other))).toBe('ok')
    const events = await context.db.auditEvent.findMany({
      where: { subjectId: input.resolutionId, action: 'resolution.approved' },
      orderBy: { sequence: 'asc' },
    })
    expect(events.map(({ after }) => after)).toMatchObject([
      { state: 'proposed', approvals: 1, wanted: 2 },
      { state: 'proposed', approvals: 2, wanted: 3 },
      { state: 'approved', approvals: 3, wanted: 3 },
      { state: 'approved', approvals: 3, wanted: 3 },
    ])
    const asked = await request()
    if (!asked.ok) throw new Error(asked.failure.why)
    // Looked at once more when it begins.
    await wants(4)
    const runner = startRunner(context, { pollMs: 30, print: () => {} })
    const run = await endOf(context, asked.value.runId)
    expect(run).toMatchObject({ state: 'failed', outcome: { failure: { code: 'resolution_not_approved' } } })
    expect(await state()).toBe('proposed')
    await wants(3)
    const again = await request()
    if (!again.ok) throw new Error(again.failure.why)
    expect(await endOf(context, again.value.runId)).toMatchObject({ state: 'succeeded' })
    await runner.stop()
    expect(await state()).toBe('done')
    expect(await verifyAuditChain(context.db)).toMatchObject({ intact: true })
  })

  it('does not adopt as drift what a failed migration left', async () => {
    const shop = await testShop('development')
    const note = '20260102000000_note'
    await shop.sql('ALTER TABLE "Order" ADD COLUMN "note" TEXT')
    await shop.sql(`INSERT INTO _prisma_migrations (id, checksum, migration_name, applied_steps_count)
      VALUES ('failed', 'x', '${note}', 0)`)
    await shop.sql('CREATE INDEX order_total ON "Order" (total)')
    const where = { projectSlug: shop.project, environmentSlug: shop.environment }
    const diagnosed = await diagnoseEnvironment(shop.context, shop.people.viewer, where)
    if (!diagnosed.ok) throw new Error(diagnosed.failure.why)
    const { troubles, unknown } = diagnosed.value
    expect(troubles.map(({ kind }) => kind)).toEqual(['failed'])
    expect(unknown.join()).toContain(`${note} stopped half-way: what is drift shows once that is resolved.`)
  })

  it('refuses what is not there any more: other files, another ledger, another run', async () => {
    const { shop } = await editedShop('development')
    const { context, people } = shop
    const input = await proposed(shop, 'accept_edit')
    const confirmation = 'Main'
    const environment = await context.db.environment.findFirstOrThrow({ where: { label: { not: '' } } })
    const other = await context.db.run.create({
      data: {
        kind: 'snapshot',
        environmentId: environment.id,
        input: { kind: 'snapshot', method: 'auto' },
        requestedById: people.operator.id,
      },
    })
    const request = () => requestResolution(context, people.operator, { ...input, confirmation })
    expect(code(await request())).toBe('run_in_progress')
    await context.db.run.delete({ where: { id: other.id } })
    shop.writeMigration(init, `${initialMigration}-- another afterthought\n`)
    expect(code(await request())).toBe('resolution_outdated')
    const row = await context.db.resolution.findUniqueOrThrow({ where: { id: input.resolutionId } })
    expect(row.state).toBe('proposed')
    const withdrawn = { projectSlug: shop.project, resolutionId: row.id }
    expect(code(await withdrawResolution(context, people.author, withdrawn))).toBe('ok')
    expect(code(await withdrawResolution(context, people.author, withdrawn))).toBe('stale_state')
    expect(code(await request())).toBe('stale_state')
  })

  it('adopts some of the drift alone, and the rest stays drift', async () => {
    const shop = await testShop('development')
    const { context, people } = shop
    const where = { projectSlug: shop.project, environmentSlug: shop.environment }
    await shop.sql('CREATE INDEX order_total ON "Order" (total)')
    await shop.sql('CREATE VIEW totals AS SELECT total FROM "Order"')
    const looked = await observeEnvironment(context, people.author, where)
    if (!looked.ok) throw new Error(looked.failure.why)
    const leaves = (looked.value.drift.objects ?? [])
      .filter(({ key }) => !key.startsWith('index:'))
      .map(({ key, definitions }) => ({ key, definitions }))
    const diagnosed = await diagnoseEnvironment(context, people.author, { ...where, leaves })
    if (!diagnosed.ok) throw new Error(diagnosed.failure.why)
    const ways = diagnosed.value.troubles.flatMap((trouble) => trouble.ways)
    const fingerprint = ways.find(({ kind }) => kind === 'adopt_drift')?.fingerprint ?? ''
    const proposal = { ...where, fingerprint, reason: '' }
    // For all of the drift it is another way: what was chosen is part of the question.
    expect(code(await proposeResolution(context, people.author, proposal))).toBe('resolution_outdated')
    const kept = await proposeResolution(context, people.author, { ...proposal, leaves })
    if (!kept.ok) throw new Error(kept.failure.why)
    const input = { projectSlug: shop.project, resolutionId: kept.value.id, fingerprint }
    const asked = await requestResolution(context, people.operator, { ...input, confirmation: 'Main' })
    if (!asked.ok) throw new Error(asked.failure.why)
    const runner = startRunner(context, { pollMs: 30, print: () => {} })
    expect(await endOf(context, asked.value.runId)).toMatchObject({ state: 'succeeded' })
    await runner.stop()
    const after = await observeEnvironment(context, people.author, where)
    if (!after.ok) throw new Error(after.failure.why)
    expect(after.value.drift.objects?.map(({ key }) => key)).toEqual(leaves.map(({ key }) => key))
  })

  it('is proposed once, however often somebody clicks, and never from another screen than the one of now', async () => {
    const { shop, where } = await editedShop('development')
    const first = await proposed(shop, 'accept_edit')
    const again = await proposed(shop, 'accept_edit', shop.people.reviewer)
    expect(again.resolutionId).toBe(first.resolutionId)
    const invented = { ...where, fingerprint: 'f'.repeat(64), reason: '' }
    const refused = await proposeResolution(shop.context, shop.people.author, invented)
    expect(code(refused)).toBe('resolution_outdated')
    expect(await shop.context.db.resolution.count()).toBe(1)
  })
})

import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../composition/context'
import { testContext, testPerson } from '../composition/test-context'
import type { Actor } from '../domain/permission'
import { defaultPolicies } from '../domain/policy'
import { evidenceOf, findingOf, riskOf } from '../domain/testing/risk'
import { countInbox, readInbox } from './inbox'

let context: Context
let opener: Actor
let brought: Actor
let reviewer: Actor
let environmentId: string
let requestId: string

beforeAll(async () => {
  context = await testContext()
  // The queries ask for the process's one context.
  ;(globalThis as Record<symbol, unknown>)[Symbol.for('headgate.context')] = context
  opener = await testPerson(context, 'reviewer')
  brought = await testPerson(context, 'reviewer')
  reviewer = await testPerson(context, 'reviewer')
})

beforeEach(async () => {
  const { db } = context
  await db.project.deleteMany()
  const project = await db.project.create({ data: { slug: 'shop', name: 'Shop', sourcePath: '/nowhere' } })
  const revision = await db.revision.create({
    data: { projectId: project.id, digest: 'd', schemaFiles: [], migrations: [], authorId: brought.id },
  })
  const environment = await db.environment.create({
    data: {
      projectId: project.id,
      slug: 'production',
      name: 'Production',
      kind: 'production',
      position: 0,
      urlSecret: '',
      label: 'db:5432/shop',
      policy: defaultPolicies.production,
    },
  })
  const request = await db.deployRequest.create({
    data: {
      number: 1,
      title: 'Add a note',
      projectId: project.id,
      environmentId: environment.id,
      revisionId: revision.id,
      openedById: opener.id,
    },
  })
  environmentId = environment.id
  requestId = request.id
  await plan('first')
})

async function plan(fingerprint: string) {
  const { db, clock } = context
  await db.plan.updateMany({
    where: { deployRequestId: requestId, supersededAt: null },
    data: { supersededAt: clock.now() },
  })
  const reverse = { sql: null, statements: [], tried: false, differences: [], problems: [] }
  await db.plan.create({
    data: {
      deployRequestId: requestId,
      fingerprint,
      body: { migrations: [], reverse },
      evidence: { losses: [], unexecutable: [], reverseLosses: [], engineWarnings: [], tables: [] },
    },
  })
}

async function review(by: Actor, verdict: 'approve' | 'request_changes', planFingerprint: string) {
  await context.db.review.create({
    data: { deployRequestId: requestId, userId: by.id, verdict, planFingerprint },
  })
}

describe('needs my review', () => {
  const waits = async (viewer: Actor) => (await readInbox(viewer)).review.length

  it('asks who may approve: not the opener, not the author of the files, not an author by role', async () => {
    const author = await testPerson(context, 'author')
    expect(await waits(reviewer)).toBe(1)
    expect(await waits(opener)).toBe(0)
    expect(await waits(brought)).toBe(0)
    expect(await waits(author)).toBe(0)
    expect((await readInbox(opener)).mine.map((row) => row.waitsFor)).toEqual(['one approval'])
  })

  it('goes away with the approval and comes back with a new plan', async () => {
    await review(reviewer, 'approve', 'first')
    expect(await waits(reviewer)).toBe(0)
    expect((await readInbox(opener)).mine[0]?.waitsFor).toBe('somebody to deploy it')
    await plan('second')
    expect(await waits(reviewer)).toBe(1)
    expect((await readInbox(opener)).mine[0]?.waitsFor).toBe('one approval')
  })

  it('asks for the findings that the gate stops for, until somebody accepts them', async () => {
    const risk = riskOf({ findings: [findingOf({ family: 'loses_data' })] })
    const { id } = await context.db.plan.findFirstOrThrow({ where: { deployRequestId: requestId } })
    await context.db.plan.update({ where: { id }, data: { evidence: evidenceOf({ risk }) as never } })
    await review(reviewer, 'approve', 'first')
    expect(await waits(reviewer)).toBe(1)
    expect(await countInbox(reviewer)).toBe(1)
    const [mine] = (await readInbox(opener)).mine
    expect(mine).toMatchObject({
      waitsFor: 'a finding to be accepted',
      risk: { findings: { dangers: 1, stopping: 1 } },
    })
    expect(await waits(await testPerson(context, 'author'))).toBe(0)
    await context.db.acceptedFinding.create({
      data: {
        planId: id,
        findingId: findingOf().id,
        rule: 'some-rule',
        title: 't',
        reason: 'r',
        acceptedById: reviewer.id,
      },
    })
    expect(await waits(reviewer)).toBe(0)
    expect((await readInbox(opener)).mine[0]?.waitsFor).toBe('somebody to deploy it')
  })

  it('goes away for who asked for changes, and stays for others', async () => {
    const other = await testPerson(context, 'reviewer')
    await review(reviewer, 'request_changes', 'first')
    expect(await waits(reviewer)).toBe(0)
    expect(await waits(other)).toBe(1)
    expect((await readInbox(opener)).mine[0]?.waitsFor).toBe(`${reviewer.name} asked for changes`)
  })
})

describe('resolutions', () => {
  it('go from who approves to who carries out, and stay with who proposed them', async () => {
    const author = await testPerson(context, 'author')
    const operator = await testPerson(context, 'operator')
    const { id } = await context.db.resolution.create({
      data: {
        environmentId,
        kind: 'accept_edit',
        title: 'Accept the file',
        body: { kind: 'accept_edit', trouble: 'edited' },
        fingerprint: 'f',
        proposedById: author.id,
        state: 'proposed',
      },
    })
    const acts = async (viewer: Actor) => (await readInbox(viewer)).resolutions.map(({ mine }) => mine)
    expect(await acts(author)).toEqual(['nothing'])
    expect(await acts(reviewer)).toEqual(['approve'])
    const before = await countInbox(author)
    await context.db.resolutionApproval.create({ data: { resolutionId: id, userId: reviewer.id } })
    await context.db.resolution.update({ where: { id }, data: { state: 'approved' } })
    expect(await acts(author)).toEqual(['nothing'])
    expect(await countInbox(author)).toBe(before)
    expect(await acts(reviewer)).toEqual([])
    expect(await acts(operator)).toEqual(['carry_out'])
  })
})

describe('a resolution that waits', () => {
  const propose = () =>
    context.db.resolution.create({
      data: {
        environmentId,
        kind: 'forget',
        title: 'Forget it',
        fingerprint: 'f',
        body: { kind: 'forget', trouble: 'missing' },
        proposedById: opener.id,
      },
    })
  const approve = (resolutionId: string, by: Actor) =>
    context.db.resolutionApproval.create({ data: { resolutionId, userId: by.id } })
  const wants = (approvals: number) =>
    context.db.environment.update({
      where: { id: environmentId },
      data: { policy: { ...defaultPolicies.production, approvals } },
    })
  const asks = async (viewer: Actor) =>
    (await readInbox(viewer)).resolutions.filter(({ mine }) => mine === 'approve').length

  it('asks everybody else who may approve, until as many did as the policy wants', async () => {
    await wants(2)
    const { id } = await propose()
    const other = await testPerson(context, 'reviewer')
    expect([await asks(opener), await asks(reviewer), await asks(other)]).toEqual([0, 1, 1])
    await approve(id, reviewer)
    expect([await asks(reviewer), await asks(other)]).toEqual([0, 1])
    const [row] = (await readInbox(other)).resolutions
    expect(row?.approvals).toMatchObject({ wanted: 2, missing: 1, given: [{ name: reviewer.name }] })
    await approve(id, other)
    expect(await asks(brought)).toBe(0)
    await wants(3)
    expect(await asks(brought)).toBe(1)
  })

  it('asks again when an approval does not count any more, whatever was written down', async () => {
    const { id } = await propose()
    const left = await testPerson(context, 'reviewer')
    await approve(id, left)
    await context.db.resolution.update({ where: { id }, data: { state: 'approved' } })
    expect(await asks(reviewer)).toBe(0)
    await context.db.user.update({ where: { id: left.id }, data: { role: 'author' } })
    expect(await asks(reviewer)).toBe(1)
    const [row] = (await readInbox(reviewer)).resolutions
    expect(row).toMatchObject({ state: 'proposed', approvals: { lapsed: [{ name: left.name }] } })
  })
})

describe('went wrong', () => {
  const run = (state: 'failed' | 'succeeded' | 'unknown', kind: 'deploy' | 'snapshot', minute: number) =>
    context.db.run.create({
      data: {
        id: randomUUID(),
        kind,
        state,
        environmentId,
        requestedById: opener.id,
        input: {},
        createdAt: new Date(context.clock.now().getTime() - 3_600_000 + minute * 60_000),
      },
    })

  it('keeps what failed until a run of that kind succeeds there', async () => {
    const failed = await run('failed', 'deploy', 1)
    const unknown = await run('unknown', 'snapshot', 2)
    await run('succeeded', 'snapshot', 1)
    expect((await readInbox(reviewer)).failed.map((row) => row.id).sort()).toEqual(
      [failed.id, unknown.id].sort(),
    )
    expect(await countInbox(reviewer)).toBe(3)
    await run('succeeded', 'deploy', 3)
    expect((await readInbox(reviewer)).failed.map((row) => row.id)).toEqual([unknown.id])
  })
})

import { beforeAll, expect, it } from 'vitest'
import { answerOf, findingOf, probeOf, riskOf } from '../domain/testing/risk'
import { acceptFinding } from '../operations/accept-finding'
import { openDeployRequest } from '../operations/open-deploy-request'
import { type TestShop, testShop } from '../operations/test-shop'
import { json } from '../store/json'
import { readEvidence } from '../store/read-json'
import { readDeployRequest } from './deploy-request'

let shop: TestShop
let number: number
const finding = findingOf({ migration: '20260102000000_note', family: 'loses_data', probes: ['lost'] })

beforeAll(async () => {
  shop = await testShop('production')
  // The queries ask for the process's one context.
  ;(globalThis as Record<symbol, unknown>)[Symbol.for('headgate.context')] = shop.context
  const { project: projectSlug, environment: environmentSlug } = shop
  const opened = await openDeployRequest(shop.context, shop.people.author, {
    ...{ projectSlug, environmentSlug, upTo: null, title: 'Add a note', description: '' },
  })
  if (!opened.ok) throw new Error(opened.failure.why)
  number = opened.value.number
  const { db } = shop.context
  const plan = await db.plan.findFirstOrThrow()
  const sample = [{ key: '7', value: 'only for some eyes' }]
  const risk = riskOf({
    findings: [finding],
    probes: [
      probeOf({
        id: 'lost',
        means: 'loses',
        question: 'Rows of Order with a value in total',
        table: 'public.Order',
        sql: 'SELECT count(*) AS n FROM "Order"',
      }),
    ],
    live: { answers: [answerOf(100, { id: 'lost', sample })] },
  })
  await db.plan.update({
    where: { id: plan.id },
    data: { evidence: json({ ...readEvidence(plan.evidence), risk }) },
  })
})

it('shows values of samples to those alone who may see data', async () => {
  const { people, project } = shop
  for (const person of [people.viewer, people.author, people.reviewer]) {
    const view = await readDeployRequest(person, project, number)
    expect(view?.plan).toMatchObject({ masked: true, findings: [{ standing: 'stops' }] })
    expect(JSON.stringify(view)).not.toContain('only for some eyes')
    expect(JSON.stringify(view)).toContain('"key":"7"')
  }
  for (const person of [people.operator, people.administrator]) {
    const view = await readDeployRequest(person, project, number)
    expect(view?.plan?.masked).toBe(false)
    expect(view?.plan?.findings[0]?.probes[0]?.answer?.sample).toEqual([
      { key: '7', value: 'only for some eyes' },
    ])
  }
})

it('says in the conversation who accepted what and why, and that it was taken back', async () => {
  const { people, project, context } = shop
  const read = async () => {
    const view = await readDeployRequest(people.viewer, project, number)
    return {
      acts: view?.acts.acceptFinding,
      standing: view?.plan?.findings[0]?.standing,
      said: view?.conversation.filter(({ kind }) => kind === 'accepted'),
    }
  }
  const view = await readDeployRequest(people.reviewer, project, number)
  expect(view?.acts.acceptFinding).toEqual({ allowed: true, because: null })
  const accepted = await acceptFinding(context, people.reviewer, {
    projectSlug: project,
    number,
    planFingerprint: view?.plan?.fingerprint ?? '',
    findingId: finding.id,
    reason: 'They are kept elsewhere.',
  })
  expect(accepted).toEqual({ ok: true })
  expect(await read()).toMatchObject({
    acts: { allowed: false, because: expect.stringContaining('You are a viewer') },
    standing: 'accepted',
    said: [{ by: { name: 'Rui Reviewer' }, reason: 'They are kept elsewhere.', ended: null }],
  })
  await context.db.acceptedFinding.updateMany({
    data: { takenBackAt: context.clock.now(), takenBackById: people.operator.id },
  })
  expect(await read()).toMatchObject({
    standing: 'stops',
    said: [{ ended: 'Taken back by Olga Operator.' }],
  })
})

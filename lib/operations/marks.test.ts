import { expect, it } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import type { TerminalMark } from '../domain/mark'
import { defaultPolicies, type EnvironmentKind } from '../domain/policy'
import { json } from '../store/json'
import { changePolicy } from './change-policy'
import { disconnectEnvironment } from './disconnect-environment'
import { observeEnvironment } from './observe-environment'
import { type TestShop, testShop } from './test-shop'

const where = (shop: TestShop) => ({ projectSlug: shop.project, environmentSlug: shop.environment })
const look = (shop: TestShop) => observeEnvironment(shop.context, shop.people.author, where(shop))

function environmentOf({ context, project, environment }: TestShop) {
  return context.db.environment.findFirstOrThrow({ where: { slug: environment, project: { slug: project } } })
}

/** On a connection of its own, as a terminal has. */
async function onTarget<T>(shop: TestShop, work: (session: never) => Promise<T>): Promise<T> {
  const opened = await postgres.open(shop.databaseUrl, { applicationName: 'a terminal' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return work(opened.value as never).finally(() => opened.value.close())
}

const marksOf = (shop: TestShop) => onTarget(shop, (session) => postgres.readMarks(session))

async function setPolicy(shop: TestShop, kind: EnvironmentKind, change: object = {}) {
  const was = (await environmentOf(shop)).policy as typeof defaultPolicies.production
  const policy = { ...defaultPolicies[kind], ...change }
  return changePolicy(shop.context, shop.people.administrator, { ...where(shop), policy, was })
}

it('a database is marked as gated while its policy demands something, and no longer than it is connected', async () => {
  const shop = await testShop('production')
  const { context, people } = shop
  expect((await marksOf(shop)).gate).toMatchObject({
    server: 'http://headgate.test',
    project: 'shop',
    environment: 'Main',
  })
  expect((await environmentOf(shop)).gateMarkedAt).not.toBeNull()
  expect((await setPolicy(shop, 'production', { gateTerminals: false })).ok).toBe(true)
  expect((await marksOf(shop)).gate).toBeNull()
  expect((await environmentOf(shop)).gateMarkedAt).toBeNull()
  expect((await setPolicy(shop, 'production')).ok).toBe(true)
  expect((await marksOf(shop)).gate).not.toBeNull()
  // Somebody took it away by hand: the next look brings it back.
  await shop.sql('DROP SCHEMA headgate CASCADE')
  expect((await look(shop)).ok).toBe(true)
  expect((await marksOf(shop)).gate).not.toBeNull()
  const gone = { ...where(shop), confirmation: 'Main' }
  expect((await disconnectEnvironment(context, people.administrator, gone)).ok).toBe(true)
  expect((await marksOf(shop)).gate).toBeNull()
  const events = await context.db.auditEvent.findMany({
    where: { action: { startsWith: 'environment.gate' } },
    orderBy: { sequence: 'asc' },
  })
  expect(events.map(({ action }) => action.slice('environment.gate-'.length))).toEqual([
    'marked',
    'unmarked',
    'marked',
  ])
})

it('a policy of before, without a word about terminals, is read as one that keeps them out', async () => {
  const shop = await testShop('development')
  const { gateTerminals, ...old } = defaultPolicies.production
  const { id } = await environmentOf(shop)
  await shop.context.db.environment.update({ where: { id }, data: { policy: json(old) } })
  expect((await look(shop)).ok).toBe(true)
  expect((await marksOf(shop)).gate).not.toBeNull()
  // The form sends what it was shown: that the column has no such word is no change by somebody else.
  const was = { ...old, gateTerminals }
  const changed = await changePolicy(shop.context, shop.people.administrator, {
    ...where(shop),
    policy: { ...was, approvals: 2 },
    was,
  })
  expect(changed.ok).toBe(true)
})

it('says why a database could not be marked, and is no failure', async () => {
  const shop = await testShop('development')
  const role = `weak_${Math.random().toString(36).slice(2, 8)}`
  await shop.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'weak'`)
  await shop.sql(`GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`)
  const url = new URL(shop.databaseUrl)
  url.username = role
  url.password = 'weak'
  const { id } = await environmentOf(shop)
  await shop.context.db.environment.update({
    where: { id },
    data: { urlSecret: shop.context.secrets.seal(url.href), policy: json(defaultPolicies.production) },
  })
  expect((await look(shop)).ok).toBe(true)
  expect(await environmentOf(shop)).toMatchObject({
    gateMarkedAt: null,
    gateRefusal: expect.stringContaining('permission denied'),
  })
})

it('what a terminal did becomes an entry and an event once, and going past the gate an event of its own', async () => {
  const shop = await testShop('production')
  const { db } = shop.context
  const mark: TerminalMark = {
    id: '0190a1b2-0000-7000-8000-000000000001',
    kind: 'deploy',
    startedAt: '2026-11-23T10:00:00.000Z',
    endedAt: null,
    who: 'ada@laptop',
    migrations: ['20260102000000_note'],
    state: 'running',
    bypass: 'hotfix',
  }
  await onTarget(shop, (session) => postgres.writeTerminalMark(session, mark))
  expect((await look(shop)).ok).toBe(true)
  const ended = { ...mark, state: 'succeeded', endedAt: '2026-11-23T10:00:02.000Z' }
  await onTarget(shop, (session) => postgres.writeTerminalMark(session, ended))
  await Promise.all([look(shop), look(shop)])
  const rows = await db.terminalRun.findMany()
  expect(rows).toMatchObject([{ id: mark.id, mark: { state: 'succeeded', bypass: 'hotfix' } }])
  const events = await db.auditEvent.findMany({
    where: { actorName: { startsWith: 'ada@laptop' } },
    orderBy: { sequence: 'asc' },
  })
  expect(events.map(({ action, after }) => [action, after])).toEqual([
    ['terminal.deploy', expect.objectContaining({ migrations: ['20260102000000_note'] })],
    ['gate.bypassed', { run: mark.id, reason: 'hotfix' }],
  ])
})

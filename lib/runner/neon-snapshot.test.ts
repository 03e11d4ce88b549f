import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import type { Outcome } from '../domain/outcome'
import type { Actor } from '../domain/permission'
import { considerSnapshots } from '../operations/consider-snapshots'
import { deleteSnapshot } from '../operations/delete-snapshot'
import { removeExternalHost } from '../operations/remove-external-host'
import { setExternalHost } from '../operations/set-external-host'
import { testExternalHost } from '../operations/test-external-host'
import { type ShopOnNeon, shopOnNeon } from '../snapshots/neon/shop-on-neon-in-tests'
import { type Runner, startRunner } from './runner'
import { endOf, seedEnvironment, type TestInstallation, testInstallation } from './testing/seed'

let shop: ShopOnNeon
let installation: TestInstallation
let runner: Runner
let where: { projectSlug: string; environmentSlug: string }
let environmentId: string
let administrator: Actor

beforeAll(async () => {
  shop = await shopOnNeon()
  vi.stubEnv('HEADGATE_NEON_API', shop.neon.baseUrl)
  installation = await testInstallation()
  const { context } = installation
  // Pauses between polls are not what is tested here.
  Object.assign(context.snapshotParts, { clock: shop.parts.clock })
  const seeded = await seedEnvironment(context, shop.source.url)
  environmentId = seeded.environmentId
  administrator = { id: seeded.userId, name: 'Olga Operator', role: 'administrator' }
  const label = postgres.label(shop.source.url)
  const environment = await context.db.environment.update({
    where: { id: environmentId },
    data: { label: label.ok ? label.value : '' },
    include: { project: true },
  })
  where = { projectSlug: environment.project.slug, environmentSlug: environment.slug }
  runner = startRunner(context, { pollMs: 30, print: () => {} })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await runner?.stop()
  await installation?.context.db.$disconnect()
  await shop?.stop()
})

const host = (key: string | null) => {
  const { projectId, branchId } = shop.neon
  return { ...where, provider: 'neon' as const, projectId, branchId, key }
}

async function queued() {
  const run = await installation.context.db.run.create({
    data: {
      kind: 'snapshot',
      environmentId,
      requestedById: administrator.id,
      input: { kind: 'snapshot', method: 'external' },
    },
  })
  return endOf(installation.context, run.id)
}

it('sets the host with a sealed key, takes a branch as a snapshot, deletes it, and forgets the host', {
  timeout: 120_000,
}, async () => {
  const { context } = installation
  const { key } = shop.neon
  expect(await considerSnapshots(context, administrator, where)).toMatchObject({
    ok: true,
    value: expect.arrayContaining([
      expect.objectContaining({
        name: 'external',
        available: false,
        reason: expect.stringMatching(/No host is set up/),
      }),
    ]),
  })
  expect(await queued()).toMatchObject({ state: 'failed' })

  expect(await testExternalHost(context, administrator, host(null))).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input' },
  })
  expect(await setExternalHost(context, administrator, host('napi_wrong'))).toMatchObject({
    ok: false,
    failure: { code: 'external_key_refused' },
  })
  expect(await setExternalHost(context, administrator, host(key))).toMatchObject({
    ok: true,
    value: { branchName: 'main', historyDays: 7 },
  })
  // The stored key serves from then on.
  expect(await testExternalHost(context, administrator, host(null))).toMatchObject({ ok: true })

  const run = await queued()
  expect(run.outcome).toMatchObject({ ok: true, what: expect.stringMatching(/800 rows in 3 tables/) })
  const snapshot = await context.db.snapshot.findFirstOrThrow({ where: { runId: run.id } })
  expect(snapshot).toMatchObject({
    state: 'verified',
    method: 'external',
    confirmedById: null,
    failure: null,
  })
  expect(snapshot.location).toMatch(/^neon:.+\/headgate-snapshot-/)
  expect(shop.neon.branches).toHaveLength(2)

  const slug = { projectSlug: where.projectSlug, snapshotId: snapshot.id }
  shop.neon.inject({ method: 'DELETE', path: /branches/, answer: { status: 403, message: 'not yours' } })
  expect(await deleteSnapshot(context, administrator, slug)).toMatchObject({
    ok: false,
    failure: { code: 'external_key_refused' },
  })
  expect(await context.db.snapshot.findUniqueOrThrow({ where: { id: snapshot.id } })).toMatchObject({
    state: 'expired',
    failure: { why: expect.stringMatching(/Deleting the branch “headgate-snapshot-.*not yours/) },
  })

  const again = await context.db.snapshot.findFirstOrThrow({ where: { runId: (await queued()).id } })
  expect(await deleteSnapshot(context, administrator, { ...slug, snapshotId: again.id })).toEqual({
    ok: true,
  })
  expect(shop.neon.branches.map(({ name }) => name)).not.toContain(`headgate-snapshot-${again.id}`)

  expect(await removeExternalHost(context, administrator, where)).toEqual({ ok: true })
  const environment = await context.db.environment.findUniqueOrThrow({ where: { id: environmentId } })
  expect(environment.externalHost).toBeNull()

  // Nowhere in what is kept does the key stand.
  const kept = await Promise.all([
    context.db.auditEvent.findMany(),
    context.db.run.findMany({ include: { steps: true } }),
    context.db.runLogLine.findMany(),
    context.db.snapshot.findMany(),
  ])
  const text = JSON.stringify(kept, (_, value) => (typeof value === 'bigint' ? `${value}` : value))
  expect(text).not.toContain(key)
  expect(text).not.toContain('napi_wrong')
  expect(kept[0].map(({ action }) => action)).toEqual(
    expect.arrayContaining([
      'environment.host-set',
      'snapshot.verified',
      'snapshot.deleted',
      'environment.host-removed',
    ]),
  )
  expect((run.outcome as unknown as Outcome).undo).toMatch(/snapshots page/)
})

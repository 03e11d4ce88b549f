import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Context } from '../composition/context'
import { testContext, testPerson } from '../composition/test-context'
import { confirmSnapshot } from './confirm-snapshot'
import { deleteSnapshot } from './delete-snapshot'
import { restoreSnapshot } from './restore-snapshot'

let context: Context
const where = { projectSlug: 'vouched', environmentSlug: 'production' }
beforeAll(async () => {
  context = await testContext()
  await context.db.project.create({
    data: {
      slug: where.projectSlug,
      name: 'Vouched',
      sourcePath: '/nowhere',
      environments: {
        create: {
          slug: where.environmentSlug,
          name: 'Production',
          kind: 'production',
          position: 0,
          urlSecret: context.secrets.seal('postgresql://u:p@127.0.0.1:1/x'),
          label: '127.0.0.1:1/x',
          policy: {},
        },
      },
    },
  })
})
afterAll(() => context?.db.$disconnect())

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

it('records who vouches for what, taken when, at which position and until when', async () => {
  const operator = await testPerson(context, 'operator')
  const given = { ...where, reference: 'rds:shop-1', takenAt: ago(10), note: 'Tried at noon.' }
  const expiresAt = ago(-60)
  const confirmed = await confirmSnapshot(context, operator, { ...given, lsn: '0/16B3748', expiresAt })
  if (!confirmed.ok) throw new Error(confirmed.failure.why)
  const { snapshotId } = confirmed.value
  const snapshot = await context.db.snapshot.findUniqueOrThrow({ where: { id: snapshotId } })
  expect(snapshot).toMatchObject({
    method: 'external',
    state: 'complete',
    confirmedById: operator.id,
    location: 'rds:shop-1',
    takenAt: new Date(given.takenAt),
    expiresAt: new Date(expiresAt),
    note: 'Log position 0/16B3748.\nTried at noon.',
    verifiedAt: null,
  })
  const event = await context.db.auditEvent.findFirstOrThrow({ where: { subjectId: snapshotId } })
  expect(event).toMatchObject({
    action: 'snapshot.confirmed',
    actorId: operator.id,
    after: { reference: 'rds:shop-1', lsn: '0/16B3748', expiresAt },
  })
  // It is neither restored nor deleted by Headgate: where it lives, it stays.
  const slug = { projectSlug: where.projectSlug, snapshotId }
  expect(await restoreSnapshot(context, operator, { ...slug, name: 'look' })).toMatchObject({
    ok: false,
    failure: { code: 'restore_impossible' },
  })
  expect(await deleteSnapshot(context, operator, slug)).toEqual({ ok: true })
})

it('takes neither the future nor the past for the other, nor Headgate’s own way of naming', async () => {
  const operator = await testPerson(context, 'operator')
  const given = { ...where, reference: 'x', takenAt: ago(10), note: '' }
  const fields = async (input: object) => {
    const result = await confirmSnapshot(context, operator, { ...given, ...input })
    return result.ok ? [] : Object.keys(result.failure.meta.fields as object)
  }
  expect(await fields({ takenAt: ago(-5) })).toEqual(['takenAt'])
  expect(await fields({ takenAt: 'yesterday' })).toEqual(['takenAt'])
  expect(await fields({ expiresAt: ago(1) })).toEqual(['expiresAt'])
  expect(await fields({ reference: 'neon:shop-1/br-1/headgate-snapshot-1' })).toEqual(['reference'])
})

import { afterAll, beforeEach, expect, test } from 'vitest'
import type { AuditAction } from '../domain/audit-words'
import { systemClock } from '../domain/clock'
import { recordAudit, verifyAuditChain } from './audit'
import type { PrismaClient } from './generated/client'
import { testControlDatabase } from './test-control-database'

let db: PrismaClient
const opened: PrismaClient[] = []

beforeEach(async () => {
  db = (await testControlDatabase()).db
  opened.push(db)
})

afterAll(() => Promise.all(opened.map((client) => client.$disconnect())))

test('an empty audit is intact, and an event follows from the one before it', async () => {
  expect(await verifyAuditChain(db)).toEqual({ intact: true, events: 0, head: null, broken: null })
  await append('first')
  await append('second', {
    after: { z: 1.5, a: [null, 'ä\u0000\ud800'], when: new Date(5), big: 12n, gone: undefined },
  })
  const events = await db.auditEvent.findMany({ orderBy: { sequence: 'asc' } })
  expect(events.map((event) => event.sequence)).toEqual([1n, 2n])
  expect(events[1]?.previousHash).toBe(events[0]?.hash)
  expect(await verifyAuditChain(db)).toMatchObject({ intact: true, events: 2, head: events[1]?.hash })
})

test('an event is gone with the transaction that it belongs to', async () => {
  const undone = db.$transaction(async (tx) => {
    await recordAudit(tx, systemClock, event('never'))
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  expect(await db.auditEvent.count()).toBe(0)
})

test('thirty writers at once make one chain', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, index) => append(`event ${index}`)))
  expect(await verifyAuditChain(db)).toMatchObject({ intact: true, events: 30 })
})

test('more than one batch is read to its end', async () => {
  for (let index = 0; index < 8; index += 1) await append(`event ${index}`)
  for (const batch of [1, 3, 4, 8, 9]) {
    expect(await verifyAuditChain(db, batch)).toMatchObject({ intact: true, events: 8 })
  }
})

test('the database refuses to change or delete events', async () => {
  await append('first')
  await expect(db.auditEvent.updateMany({ data: { actorName: 'Mallory' } })).rejects.toThrow('append-only')
  await expect(db.auditEvent.deleteMany()).rejects.toThrow('append-only')
  await expect(db.$executeRaw`TRUNCATE "AuditEvent"`).rejects.toThrow('append-only')
})

test.each([
  ['a changed name', `UPDATE "AuditEvent" SET "actorName" = 'Mallory' WHERE "sequence" = 2`, 'changed after'],
  [
    'a changed value',
    `UPDATE "AuditEvent" SET "after" = '{"approvals": 0}' WHERE "sequence" = 2`,
    'changed after',
  ],
  [
    'a moved time',
    `UPDATE "AuditEvent" SET "at" = "at" + interval '1 hour' WHERE "sequence" = 2`,
    'changed after',
  ],
  ['a removed event', `DELETE FROM "AuditEvent" WHERE "sequence" = 2`, 'is gone'],
  ['a removed first event', `DELETE FROM "AuditEvent" WHERE "sequence" = 1`, 'is gone'],
  [
    'a rewritten hash',
    `UPDATE "AuditEvent" SET "hash" = repeat('a', 64) WHERE "sequence" = 2`,
    'changed after',
  ],
])('finds %s', async (_name, tampering, why) => {
  for (const action of ['first', 'second', 'third']) await append(action, { after: { approvals: 1 } })
  await db.$executeRaw`ALTER TABLE "AuditEvent" DISABLE TRIGGER USER`
  await db.$executeRawUnsafe(tampering)
  const report = await verifyAuditChain(db)
  expect(report.intact).toBe(false)
  expect(report.broken?.why).toContain(why)
})

function append(action: string, more: { before?: unknown; after?: unknown } = {}) {
  return db.$transaction((tx) => recordAudit(tx, systemClock, { ...event(action), ...more }))
}

function event(action: string) {
  const subject = { kind: 'test', id: '1', name: 'one' }
  return { actor: { id: null, name: 'Headgate' }, action: action as AuditAction, subject }
}

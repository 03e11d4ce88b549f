import { createHash } from 'node:crypto'
import type { AuditAction } from '../domain/audit-words'
import { canonicalJson, plain } from '../domain/canonical-json'
import type { Clock } from '../domain/clock'
import { type AuditEvent, Prisma } from './generated/client'

export interface NewAuditEvent {
  /** `id` is null for what Headgate does by itself. */
  actor: { id: string | null; name: string }
  action: AuditAction
  subject: { kind: string; id: string; name: string }
  projectId?: string | null
  environmentId?: string | null
  before?: unknown
  after?: unknown
}

/** Held until the transaction ends, so that events are numbered in the order in which they are committed. */
const AUDIT_LOCK = 5_226_148_201_744n
const GENESIS = '0'.repeat(64)

/**
 * Appends an event to the chain, inside the transaction of the change that it tells of. Call it last: it takes a
 * lock that every other writer of audit events waits for until `tx` ends.
 */
export async function recordAudit(
  tx: Prisma.TransactionClient,
  clock: Clock,
  event: NewAuditEvent,
): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${AUDIT_LOCK}::bigint)`
  const last = await tx.auditEvent.findFirst({
    orderBy: { sequence: 'desc' },
    select: { sequence: true, hash: true },
  })
  const row = {
    sequence: (last?.sequence ?? 0n) + 1n,
    at: clock.now(),
    actorId: event.actor.id,
    actorName: event.actor.name,
    action: event.action,
    subjectKind: event.subject.kind,
    subjectId: event.subject.id,
    subjectName: event.subject.name,
    projectId: event.projectId ?? null,
    environmentId: event.environmentId ?? null,
    before: plain(event.before),
    after: plain(event.after),
    previousHash: last?.hash ?? GENESIS,
  }
  await tx.auditEvent.create({
    data: { ...row, before: stored(row.before), after: stored(row.after), hash: auditHash(row) },
  })
}

function stored(value: unknown) {
  return value === null ? Prisma.DbNull : (value as Prisma.InputJsonValue)
}

/** sha256 (hex) over everything that an event says, and the hash of the one before. */
export function auditHash(
  event: Omit<AuditEvent, 'hash' | 'before' | 'after'> & { before: unknown; after: unknown },
) {
  const { sequence, at, actorId, actorName, action, subjectKind, subjectId, subjectName } = event
  const { projectId, environmentId, before, after, previousHash } = event
  const said = { sequence, at, actorId, actorName, action, subjectKind, subjectId, subjectName }
  const text = canonicalJson({ ...said, projectId, environmentId, before, after, previousHash })
  return createHash('sha256').update(text).digest('hex')
}

export interface AuditChainReport {
  intact: boolean
  /** Events that were read, up to the break. */
  events: number
  /** Hash of the newest event: noted elsewhere, it also shows when the newest events were removed. */
  head: string | null
  broken: { sequence: string; why: string } | null
}

/** Reads the whole chain, `batch` events at a time, and says where it breaks. That the newest are gone it cannot see. */
export async function verifyAuditChain(
  db: Prisma.TransactionClient,
  batch = 1_000,
): Promise<AuditChainReport> {
  let previous = { sequence: 0n, hash: GENESIS }
  let events = 0
  for (;;) {
    const read = await db.auditEvent.findMany({
      where: { sequence: { gt: previous.sequence } },
      orderBy: { sequence: 'asc' },
      take: batch,
    })
    for (const event of read) {
      const why = breakBetween(previous, event)
      if (why) {
        return { intact: false, events, head: previous.hash, broken: { sequence: `${event.sequence}`, why } }
      }
      previous = { sequence: event.sequence, hash: event.hash }
      events += 1
    }
    if (read.length < batch) break
  }
  return { intact: true, events, head: events ? previous.hash : null, broken: null }
}

function breakBetween(previous: { sequence: bigint; hash: string }, event: AuditEvent): string | null {
  if (event.sequence !== previous.sequence + 1n) {
    return `Event ${event.sequence} follows event ${previous.sequence}: what was between them is gone.`
  }
  if (event.previousHash !== previous.hash)
    return `Event ${event.sequence} does not follow from the one before it.`
  if (auditHash(event) !== event.hash) return `Event ${event.sequence} was changed after it was written.`
  return null
}

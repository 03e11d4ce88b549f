import type { Context } from '../composition/context'
import { type Failure, fail } from '../domain/failure'
import type { SnapshotState } from '../domain/snapshot'
import { type SnapshotMover, snapshotStatesBefore } from '../domain/snapshot-transition'
import { addressOf } from '../operations/environment-address'
import type { SnapshotRecord } from '../runs/take-snapshot'
import { recordAudit } from '../store/audit'
import { type Claim, fenced } from '../store/fenced'
import type { Prisma } from '../store/generated/client'
import { json } from '../store/json'
import type { LoadedRun, RunRow } from './load-run'

const dayMs = 24 * 3_600_000

/** A run's snapshots in the control database, written under the run's claim. */
export function snapshotRows(context: Context, { row, policy }: LoadedRun, claim: Claim): SnapshotRecord {
  const write = <T>(work: (tx: Prisma.TransactionClient) => Promise<T>) =>
    fenced(context.db, row.id, claim, work)
  const now = () => context.clock.now()
  return {
    begin: (method) =>
      write(async (tx) => {
        const { environmentId } = row
        const data = { environmentId, runId: row.id, method, state: 'running', createdAt: now() } as const
        return (await tx.snapshot.create({ data })).id
      }),
    complete: (id, taken) =>
      write(async (tx) => {
        const { location, sizeBytes, manifest, takeMs } = taken
        const takenAt = manifest.mark ? new Date(manifest.mark.at) : now()
        await move(tx, id, 'complete', {
          location,
          sizeBytes: BigInt(sizeBytes),
          manifest: json(manifest),
          takeMs,
          takenAt,
        })
      }),
    verified: (id, { restoreMs, where, tables, rows, manifest }) =>
      write(async (tx) => {
        const known = manifest ? { manifest: json(manifest) } : {}
        const expiresAt = new Date(now().getTime() + policy.snapshotKeepDays * dayMs)
        await move(tx, id, 'verified', { verifiedAt: now(), restoreMs, expiresAt, ...known })
        const requester = await tx.user.findUnique({ where: { id: row.requestedById } })
        await recordAudit(tx, context.clock, {
          actor: { id: row.requestedById, name: requester?.name ?? 'Headgate' },
          action: 'snapshot.verified',
          subject: { kind: 'snapshot', id, name: `Snapshot of ${row.environment.name}` },
          projectId: row.environment.projectId,
          environmentId: row.environmentId,
          before: { state: 'complete' },
          after: { state: 'verified', restoreMs, where, tables, rows },
        })
      }),
    failed: (id, failure) => write((tx) => markFailed(tx, { id }, 'run', failure)),
  }
}

/** A move that the table does not have is a mistake in the program. */
async function move(
  tx: Prisma.TransactionClient,
  id: string,
  to: SnapshotState,
  data: Prisma.SnapshotUpdateManyMutationInput,
): Promise<void> {
  const where = { id, state: { in: snapshotStatesBefore(to, 'run') } }
  const { count } = await tx.snapshot.updateMany({ where, data: { ...data, state: to } })
  if (count === 0) throw new Error(`The snapshot ${id} cannot become ${to} any more.`)
}

/** What a stopped run left unfinished is no snapshot; its files are swept when the runner starts. */
export async function abandonSnapshots(context: Context, row: RunRow): Promise<void> {
  const where = {
    runId: row.id,
    state: { in: ['requested', 'running', 'complete'] },
  } satisfies Prisma.SnapshotWhereInput
  const { failure } = fail('runner_died', 'Headgate was stopped while it was taken or tried.')
  const rows = await context.db.snapshot.findMany({ where, select: { id: true, method: true } })
  await markFailed(context.db, where, 'recovery', failure)
  for (const { id, method: name } of rows) {
    const method = context.snapshots.find((candidate) => candidate.name === name)
    if (!method?.removeLeft) continue
    const removed = await method.removeLeft({ url: addressOf(context, row.environment).url }, id)
    if (removed.ok) continue
    // Nobody waits for it: deleting the snapshot's record tries it again.
    const why = `${failure.why} What it began may be left there: ${removed.failure.why}`
    await context.db.snapshot.updateMany({
      where: { id, state: 'failed' },
      data: { failure: json({ ...failure, why }) },
    })
  }
}

async function markFailed(
  db: Prisma.TransactionClient,
  where: Prisma.SnapshotWhereInput,
  mover: SnapshotMover,
  failure: Failure,
): Promise<void> {
  await db.snapshot.updateMany({
    where: { AND: [where, { state: { in: snapshotStatesBefore('failed', mover) } }] },
    data: { state: 'failed', failure: json(failure) },
  })
}

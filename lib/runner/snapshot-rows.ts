import type { Context } from '../composition/context'
import { type Failure, fail } from '../domain/failure'
import { addressOf } from '../operations/environment-address'
import type { SnapshotRecord } from '../runs/take-snapshot'
import { recordAudit } from '../store/audit'
import { type Claim, fenced } from '../store/fenced'
import type { Prisma } from '../store/generated/client'
import { json } from '../store/json'
import type { LoadedRun, RunRow } from './load-run'

/** A run's snapshots in the control database, written under the run's claim. */
export function snapshotRows(context: Context, { row }: LoadedRun, claim: Claim): SnapshotRecord {
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
        await tx.snapshot.update({
          where: { id },
          data: {
            state: 'complete',
            location,
            sizeBytes: BigInt(sizeBytes),
            manifest: json(manifest),
            takeMs,
            takenAt,
          },
        })
      }),
    verified: (id, { restoreMs, where, tables, rows, manifest }) =>
      write(async (tx) => {
        const known = manifest ? { manifest: json(manifest) } : {}
        await tx.snapshot.update({
          where: { id },
          data: { state: 'verified', verifiedAt: now(), restoreMs, ...known },
        })
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
    failed: (id, failure) => write((tx) => markFailed(tx, { id }, failure)),
  }
}

/** What a stopped run left unfinished is no snapshot; its files are swept when the runner starts. */
export async function abandonSnapshots(context: Context, row: RunRow): Promise<void> {
  const where = {
    runId: row.id,
    state: { in: ['requested', 'running', 'complete'] },
  } satisfies Prisma.SnapshotWhereInput
  const { failure } = fail('runner_died', 'Headgate was stopped while it was taken or tried.')
  const rows = await context.db.snapshot.findMany({ where, select: { id: true, method: true } })
  await markFailed(context.db, where, failure)
  for (const { id, method: name } of rows) {
    const method = context.snapshots.find((candidate) => candidate.name === name)
    if (!method?.removeLeft) continue
    const removed = await method.removeLeft({ url: addressOf(context, row.environment).url }, id)
    if (removed.ok) continue
    // Nobody waits for it: deleting the snapshot's record tries it again.
    const why = `${failure.why} What it began may be left there: ${removed.failure.why}`
    await markFailed(context.db, { id }, { ...failure, why })
  }
}

async function markFailed(
  db: Prisma.TransactionClient,
  where: Prisma.SnapshotWhereInput,
  failure: Failure,
): Promise<void> {
  await db.snapshot.updateMany({ where, data: { state: 'failed', failure: json(failure) } })
}

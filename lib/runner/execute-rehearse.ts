import type { Context } from '../composition/context'
import type { RunInput } from '../domain/run'
import { auditActor } from '../domain/system-actor'
import { isRehearsable, rehearsalMethods, snapshotForRehearsal } from '../operations/snapshot-for-rehearsal'
import type { RunEnd, RunPorts } from '../runs/ports'
import { executeRehearsal } from '../runs/rehearse/execute-rehearsal'
import type { RehearsalSnapshot } from '../runs/rehearse/rehearsing'
import { recordAudit } from '../store/audit'
import { type Claim, fenced } from '../store/fenced'
import { readManifest } from '../store/read-json'
import { insertRehearsal } from '../store/rehearsals'
import { refuseStale } from './end-undone'
import type { LoadedRun } from './load-run'
import { snapshotRows } from './snapshot-rows'

/** Rehearses a plan on the snapshot that was named, the newest that fits, or one that it takes first. */
export async function executeRehearse(
  context: Context,
  loaded: LoadedRun,
  claim: Claim,
  input: Extract<RunInput, { kind: 'rehearse' }>,
  ports: RunPorts,
): Promise<RunEnd> {
  const { row, plan, target, policy, approvedFiles } = loaded
  if (!plan || !row.plan) return refuseStale(ports, 'Its plan is gone from the control database.')
  const planId = row.plan.id
  const found = await findSnapshot(context, loaded, input.snapshotId)
  if (found === 'gone')
    return refuseStale(ports, 'The snapshot is not there any more, or was never verified.')
  const { snapshotParts: parts } = context
  return executeRehearsal(
    {
      ...{ plan, target, policy, approvedFiles, parts, snapshot: found },
      requestedBy: row.requestedBy.name,
      take: {
        target,
        wanted: 'auto',
        methods: rehearsalMethods(context.snapshots),
        parts,
        record: snapshotRows(context, loaded, claim),
      },
      store: (rehearsal) =>
        fenced(context.db, row.id, claim, async (tx) => {
          const { environmentId } = row
          const createdAt = context.clock.now()
          const id = await insertRehearsal(tx, { environmentId, planId, runId: row.id, createdAt }, rehearsal)
          if (row.deployRequestId) {
            // Pages that follow the deploy request look again.
            await tx.deployRequest.update({
              where: { id: row.deployRequestId },
              data: { sequence: { increment: 1 } },
            })
          }
          const { verdict, forward, on, planFingerprint } = rehearsal
          await recordAudit(tx, context.clock, {
            actor: auditActor(row.requestedBy),
            action: 'plan.rehearsed',
            subject: { kind: 'rehearsal', id, name: `Rehearsal for ${row.environment.name}` },
            projectId: row.environment.projectId,
            environmentId,
            after: {
              ...{ planFingerprint, verdict, forwardMs: forward.durationMs, rows: on.rows },
              ...{ snapshotId: on.snapshotId, where: on.where, runId: row.id },
            },
          })
        }),
    },
    ports,
  )
}

async function findSnapshot(
  context: Context,
  { row, plan }: LoadedRun,
  snapshotId: string | null,
): Promise<RehearsalSnapshot | null | 'gone'> {
  const snapshot =
    snapshotId === null
      ? plan && (await snapshotForRehearsal(context, row.environment, plan))
      : await context.db.snapshot.findFirst({
          where: { id: snapshotId, environmentId: row.environmentId, state: 'verified' },
        })
  if (!snapshot) return snapshotId === null ? null : 'gone'
  const method = context.snapshots.find(({ name }) => name === snapshot.method)
  const manifest = readManifest(snapshot.manifest)
  const { id, location, takenAt } = snapshot
  if (!method || !isRehearsable(method) || !manifest || location === null || !takenAt) return 'gone'
  return { id, method, taken: { location, manifest }, takenAt }
}

import type { Context } from '../composition/context'
import { fail } from '../domain/failure'
import type { RunInput } from '../domain/run'
import { endRun } from '../runs/end-run'
import { copyStopped, executeRestoreCopy as execute } from '../runs/execute-restore-copy'
import type { RunEnd, RunPorts } from '../runs/ports'
import type { Claim } from '../store/fenced'
import { readManifest } from '../store/read-json'
import { keptDatabaseRows } from './kept-database-rows'
import type { LoadedRun } from './load-run'

/** A run of kind `restore`, with what the control database has of its snapshot. */
export async function executeRestoreCopy(
  context: Context,
  loaded: LoadedRun,
  claim: Claim,
  { snapshotId, name }: Extract<RunInput, { kind: 'restore' }>,
  ports: RunPorts,
): Promise<RunEnd> {
  const { row, target } = loaded
  const snapshot = await context.db.snapshot.findFirst({
    where: { id: snapshotId, environmentId: row.environmentId, state: { in: ['complete', 'verified'] } },
  })
  const method = context.snapshots.find((candidate) => candidate.name === snapshot?.method)
  const manifest = readManifest(snapshot?.manifest)
  if (!snapshot || !method || !manifest || snapshot.location === null) {
    const { failure } = fail('stale_state', 'The snapshot is not there any more.')
    return endRun(ports, copyStopped(failure))
  }
  return execute(
    {
      target,
      method,
      name,
      taken: { location: snapshot.location, manifest },
      takenAt: (snapshot.takenAt ?? snapshot.createdAt).toISOString(),
      parts: context.snapshotParts,
      kept: keptDatabaseRows(context, loaded, claim),
    },
    ports,
  )
}

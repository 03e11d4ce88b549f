import type { Context } from '../composition/context'
import type { Session } from '../databases/database'
import type { RollbackPreview } from '../domain/rollback'
import type { WriteMark } from '../domain/snapshot'
import { previewRestore } from '../snapshots/preview-restore'
import { readManifest, readStepDetail } from '../store/read-json'
import { addressOf } from './environment-address'
import type { DeployedRun } from './load-deployed'

/** The way back by restoring the snapshot that was taken before the deploy, or why there is none. */
export async function previewRestoreOption(
  context: Context,
  deployed: DeployedRun,
  session: Session,
  standing: string[],
): Promise<RollbackPreview['restore']> {
  const { snapshot, environment, run } = deployed
  const method = context.snapshots.find((candidate) => candidate.name === snapshot?.method)
  const manifest = readManifest(snapshot?.manifest)
  if (!snapshot || !method || snapshot.location === null || !manifest || !snapshot.takenAt) {
    return noSnapshot
  }
  const previewed = await previewRestore(context.snapshotParts, {
    method,
    source: { url: addressOf(context, environment).url, identity: session.identity },
    snapshot: {
      state: snapshot.state,
      location: snapshot.location,
      manifest,
      restoreMs: snapshot.restoreMs,
    },
    deploy: await deployMark(context, run.id),
  })
  const { writes: _, ...option } = previewed
  const impossibleBecause = [...standing, ...option.impossibleBecause]
  return { ...option, possible: impossibleBecause.length === 0, impossibleBecause, snapshotId: snapshot.id }
}

const noSnapshot: RollbackPreview['restore'] = {
  way: 'restore',
  possible: false,
  impossibleBecause: ['No verified snapshot was taken before this deploy.'],
  does: 'Restores a snapshot beside the live database and exchanges the two.',
  losses: [],
  unknown: [],
  expectedMs: null,
  snapshotId: null,
}

/** Where the target stood right after the deploy's last commit; null: it was not recorded. */
async function deployMark(context: Context, runId: string): Promise<WriteMark | null> {
  const steps = await context.db.runStep.findMany({ where: { runId }, orderBy: { position: 'desc' } })
  const details = steps.map((step) => readStepDetail(step.detail))
  return details.find((detail) => detail.mark)?.mark ?? null
}

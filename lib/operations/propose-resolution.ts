import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import type { DriftedKey } from '../domain/observation'
import { type Actor, mayDo } from '../domain/permission'
import type { Resolution } from '../domain/resolution'
import { unsettledResolutionStates } from '../domain/resolution-transition'
import type { EnvironmentDiagnosis } from '../domain/resolution-view'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { json } from '../store/json'
import { diagnoseNow } from './diagnose-environment'
import { type EnvironmentInProject, findEnvironment } from './find'
import { transact } from './transact'

export interface ProposeResolution {
  projectSlug: string
  environmentSlug: string
  /** Of the way that was on the screen. */
  fingerprint: string
  /** For whoever approves it, and for the audit. */
  reason: string
  /** Differences that were not chosen. */
  leaves?: DriftedKey[] | undefined
}

/**
 * Keeps a way out of a trouble, worked out once more on the live database, so that it can be approved and carried
 * out. The very same one that still waits is given back as it is. Fails: not_permitted, resolution_outdated, and as
 * diagnosing does.
 */
export async function proposeResolution(
  context: Context,
  actor: Actor,
  input: ProposeResolution,
): Promise<Result<{ id: string }>> {
  const permitted = mayDo(actor, 'resolution.propose')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const now = await diagnoseNow(context, found.value, input.leaves)
  if (!now.ok) return now
  const resolution = resolutionWith(now.value.diagnosis, input.fingerprint)
  if (!resolution) {
    return fail(
      'resolution_outdated',
      'The database, its ledger or the files are others than on your screen.',
    )
  }
  return keep(context, actor, found.value, now.value.revision.id, resolution, input)
}

/** The way out that has this fingerprint now; null: there is none any more. */
export function resolutionWith(diagnosis: EnvironmentDiagnosis, fingerprint: string): Resolution | null {
  const ways = diagnosis.troubles.flatMap((trouble) => trouble.ways)
  return ways.find((way) => way.fingerprint === fingerprint)?.resolution ?? null
}

function keep(
  context: Context,
  actor: Actor,
  environment: EnvironmentInProject,
  revisionId: string,
  resolution: Resolution,
  { fingerprint, reason, leaves = [] }: ProposeResolution,
): Promise<Result<{ id: string }>> {
  return transact(context, async (tx) => {
    // Two who propose the same at once take turns here: it is kept once.
    await tx.$queryRaw`SELECT id FROM "Environment" WHERE id = ${environment.id} FOR UPDATE`
    const same = await tx.resolution.findFirst({
      where: { environmentId: environment.id, fingerprint, state: { in: unsettledResolutionStates } },
    })
    if (same) return ok({ id: same.id })
    const row = await tx.resolution.create({
      data: {
        environmentId: environment.id,
        revisionId,
        kind: resolution.kind,
        migration: resolution.migration,
        title: resolution.title,
        fingerprint,
        body: json(resolution),
        reason,
        leaves: json(leaves),
        proposedById: actor.id,
        createdAt: context.clock.now(),
      },
    })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'resolution.proposed',
      subject: { kind: 'resolution', id: row.id, name: resolution.title },
      projectId: environment.projectId,
      environmentId: environment.id,
      after: {
        kind: resolution.kind,
        trouble: resolution.trouble,
        migration: resolution.migration,
        fingerprint,
        does: resolution.does,
        files: resolution.files.map((file) =>
          file.change === 'write' ? file.path : `${file.from} → ${file.to}`,
        ),
        reason,
      },
    })
    return ok({ id: row.id })
  })
}

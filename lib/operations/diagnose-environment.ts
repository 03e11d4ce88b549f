import type { Context } from '../composition/context'
import { ok, type Result } from '../domain/failure'
import type { DriftedKey } from '../domain/observation'
import { type Actor, mayDo } from '../domain/permission'
import type { IgnoredDrift } from '../domain/resolution'
import { resolutionFingerprint } from '../domain/resolution-fingerprint'
import type { EnvironmentDiagnosis } from '../domain/resolution-view'
import { diagnose } from '../resolutions/diagnose'
import { captureRevision, type StoredRevision } from './capture-revision'
import { addressOf } from './environment-address'
import { type EnvironmentInProject, findEnvironment } from './find'
import { ignoredDriftOf } from './ignored-drift'
import { pastOfProject } from './past-of-project'

/** What keeps an environment's history from being what the files say, with every way out of it. Writes nothing there. */
export async function diagnoseEnvironment(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; environmentSlug: string; leaves?: DriftedKey[] | undefined },
): Promise<Result<EnvironmentDiagnosis>> {
  const permitted = mayDo(actor, 'environment.diagnose')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const now = await diagnoseNow(context, found.value, input.leaves)
  return now.ok ? ok(now.value.diagnosis) : now
}

/**
 * The same for operations: with the files that it was worked out on. `leaves`: differences that are left as they are
 * this time, since only others were chosen. Fails as the source and connecting do.
 */
export async function diagnoseNow(
  context: Context,
  environment: EnvironmentInProject,
  leaves: DriftedKey[] = [],
): Promise<Result<{ diagnosis: EnvironmentDiagnosis; revision: StoredRevision }>> {
  const captured = await captureRevision(context, environment.project, null)
  if (!captured.ok) return captured
  const revision = captured.value
  const diagnosed = await diagnose(context, {
    ...addressOf(context, environment),
    revision,
    past: await pastOfProject(context, environment.project),
    ignored: [...(await ignoredDriftOf(context.db, environment.id)), ...leaves.map(asIgnored)],
  })
  if (!diagnosed.ok) return diagnosed
  const troubles = diagnosed.value.troubles.map((trouble) => ({
    ...trouble,
    ways: trouble.ways.map((way) => ({
      ...way,
      fingerprint: way.resolution && resolutionFingerprint(way.resolution),
    })),
  }))
  return ok({ revision, diagnosis: { ...diagnosed.value, revisionDigest: revision.digest, troubles } })
}

function asIgnored({ key, definitions }: DriftedKey): IgnoredDrift {
  return { key, definitions, reason: '', by: '', at: '' }
}

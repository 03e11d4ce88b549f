import 'server-only'
import { context } from '../composition/context'
import type { Actor } from '../domain/permission'
import type { EnvironmentKind } from '../domain/policy'
import type { ResumeView } from '../domain/run-view'
import { findResumable } from '../operations/find-resumable'
import { actOf } from './acts'

/** How a deploy request that failed can go on; null: it cannot. */
export async function readResume(
  viewer: Actor,
  request: { id: string; number: number; state: string } | null,
  kind: EnvironmentKind,
): Promise<ResumeView | null> {
  if (!request) return null
  const found = await findResumable(context(), request)
  if (!found.ok) return null
  const { run, offer } = found.value
  const permission = kind === 'production' ? 'deploy-request.deploy-production' : 'deploy-request.deploy'
  return { runId: run.id, number: request.number, ...offer, act: actOf(viewer, permission) }
}

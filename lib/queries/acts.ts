import 'server-only'
import type { Act } from '../domain/act'
import { type Actor, mayDo, type Permission } from '../domain/permission'

/** Whether the viewer's role allows it, and if not why, for a button. */
export function actOf(viewer: Actor, permission: Permission): Act {
  const permitted = mayDo(viewer, permission)
  return { allowed: permitted.ok, because: permitted.ok ? null : permitted.failure.why }
}

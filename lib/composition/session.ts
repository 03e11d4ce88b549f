import type { Actor } from '../domain/permission'
import { authOf } from './auth'
import type { Context } from './context'

export type Viewer = Actor & { email: string }

/** Who sent a request with these headers: null when nobody is signed in, or the account was disabled since. */
export async function viewerOf(context: Context, headers: Headers): Promise<Viewer | null> {
  const session = await authOf(context).api.getSession({ headers })
  if (!session) return null
  // Read anew: a role that was taken away counts at once.
  const user = await context.db.user.findUnique({ where: { id: session.user.id } })
  if (!user || user.disabledAt) return null
  return { id: user.id, name: user.name, role: user.role, email: user.email }
}

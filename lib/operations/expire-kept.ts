import type { Context } from '../composition/context'
import { dropKept } from './drop-kept-database'
import { expireKeptData } from './expire-kept-data'

/**
 * Drops databases and purges kept data whose time is over. Databases that were live have no end and stay until
 * somebody drops them. What cannot be reached, or is in use, is tried again the next time. Resolves to what went.
 */
export async function expireKept(context: Context): Promise<string[]> {
  const went: string[] = []
  const expired = await context.db.keptDatabase.findMany({
    where: { droppedAt: null, kind: 'restored', expiresAt: { lt: context.clock.now() } },
    include: { environment: true },
  })
  for (const kept of expired) {
    const dropped = await dropKept(context, kept, null, false)
    if (dropped.ok) went.push(kept.name)
  }
  return [...went, ...(await expireKeptData(context))]
}

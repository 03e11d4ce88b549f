import type { Context } from '../composition/context'
import { purgeCopies } from './purge-kept-data'

/** Purges kept data whose time is over, in every environment that can be reached. Resolves to what went, in words. */
export async function expireKeptData(context: Context): Promise<string[]> {
  const now = context.clock.now()
  const environments = await context.db.environment.findMany({ include: { project: true } })
  const went: string[] = []
  for (const environment of environments) {
    const purged = await purgeCopies(context, environment, null, ({ expiresAt }) => new Date(expiresAt) < now)
    if (purged.ok) went.push(...purged.value.map(({ table }) => `${environment.name}: kept ${table}`))
  }
  return went
}

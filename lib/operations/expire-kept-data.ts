import type { Context } from '../composition/context'
import type { KeptCopy } from '../domain/kept-data'
import { purgeCopies } from './purge-kept-data'

/**
 * Purges kept data whose time is over, in every environment that can be reached, but for what is being put back: that
 * rollback is ended first. Resolves to what went, in words.
 */
export async function expireKeptData(context: Context): Promise<string[]> {
  const now = context.clock.now()
  const environments = await context.db.environment.findMany({ include: { project: true } })
  const went: string[] = []
  for (const environment of environments) {
    const isOver = ({ expiresAt, state }: KeptCopy) => state !== 'putting_back' && new Date(expiresAt) < now
    const purged = await purgeCopies(context, environment, null, isOver)
    if (purged.ok) went.push(...purged.value.map(({ table }) => `${environment.name}: kept ${table}`))
  }
  return went
}

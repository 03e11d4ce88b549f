import type { Context } from '../composition/context'
import { unfinishedRunStates } from '../domain/run'
import { systemActor } from '../domain/system-actor'
import type { Prisma } from '../store/generated/client'
import { dropKept, recordDropped } from './drop-kept-database'
import { expireKeptData } from './expire-kept-data'
import { lookAtKeeps } from './look-at-keeps'

/**
 * Drops databases and purges kept data whose time is over. Databases that were live have no end and stay until
 * somebody drops them. What is gone already is written down as gone. What cannot be reached, or is in use, is tried again the next time. Resolves to what went.
 */
export async function expireKept(context: Context): Promise<string[]> {
  const went: string[] = []
  const expired = await context.db.keptDatabase.findMany({
    where: { ...settled, kind: 'restored', expiresAt: { lt: context.clock.now() } },
    include: { environment: true },
  })
  for (const kept of expired) {
    const dropped = await dropKept(context, kept, null, false)
    if (dropped.ok) went.push(kept.name)
  }
  return [...went, ...(await forgetGone(context)), ...(await expireKeptData(context))]
}

/** What somebody dropped past Headgate is written down as gone. Only a server that answers can say so. */
async function forgetGone(context: Context): Promise<string[]> {
  const environments = await context.db.environment.findMany({
    where: { keptDatabases: { some: settled } },
    include: { keptDatabases: { where: settled } },
  })
  const went: string[] = []
  for (const { keptDatabases, ...environment } of environments) {
    const oids = keptDatabases.map(({ databaseOid }) => Number(databaseOid))
    const seen = await lookAtKeeps(context, systemActor, environment, oids)
    if (!seen.ok) continue
    for (const kept of keptDatabases.filter((each) => !seen.value.databases.has(Number(each.databaseOid)))) {
      await recordDropped(context, { ...kept, environment }, null, 'gone')
      went.push(`${kept.name}, which was gone`)
    }
  }
  return went
}

/** What a run only intends has no OID yet, or is that run's matter. */
const settled = {
  droppedAt: null,
  databaseOid: { not: 0n },
  NOT: { run: { state: { in: unfinishedRunStates } } },
} satisfies Prisma.KeptDatabaseWhereInput

import type { Context } from '../composition/context'
import { addressOf } from '../operations/environment-address'
import type { SnapshotSource } from '../snapshots/method'
import { sweepSnapshots } from '../snapshots/sweep'

/** What killed processes left of snapshots and shadows; beside the work, and never a reason not to begin. */
export async function sweepLeft(context: Context): Promise<void> {
  const { db, database, snapshotParts, shadows } = context
  const environments = await db.environment.findMany()
  const sources: SnapshotSource[] = []
  const shadowServers = new Set<string>()
  for (const environment of environments) {
    const { url, shadowUrl } = addressOf(context, environment)
    const opened = await database.open(url, { applicationName: 'headgate look' })
    if (!opened.ok) continue
    const { identity } = opened.value
    sources.push({ url, identity })
    // Beside the environment's database is where shadows are made when no server of Headgate's own can be had.
    shadowServers.add(shadowUrl ?? (await snapshotParts.adminUrlFor?.(identity)) ?? url)
    await opened.value.close()
  }
  const swept = await sweepSnapshots(snapshotParts, sources)
  for (const url of shadowServers) {
    const dropped = await shadows.sweep({ url, givenUrl: null })
    if (dropped > 0) console.log(`left by killed processes, dropped: ${dropped} shadow databases`)
  }
  const names = [...swept.folders, ...swept.databases]
  if (names.length > 0) console.log(`left by killed processes, removed: ${names.join(', ')}`)
}

import { context } from '../composition/context'
import { addressOf } from '../operations/environment-address'
import type { SnapshotSource } from '../snapshots/method'
import { sweepSnapshots } from '../snapshots/sweep'
import { isUnreachable } from '../store/persistence'
import { startHousekeeping } from './housekeeping'
import { startRunner } from './runner'

// A connection to the control database that is cut in the middle of a transaction rejects a promise inside Prisma that
// nobody waits for; the write itself is repeated. Any other such error is a mistake, and ends the process.
process.on('unhandledRejection', (error) => {
  if (!isUnreachable(error)) throw error
  console.error(`control database: ${error instanceof Error ? error.message : error}`)
})

/** The process that executes runs. Ends with 0 on SIGTERM or SIGINT, after its runs have a named state. */
async function main(): Promise<void> {
  const runner = startRunner(context())
  const house = startHousekeeping(context())
  console.log(`runner ${runner.name} is ready`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, async () => {
      await Promise.all([runner.stop(), house.stop()])
      await context().db.$disconnect()
      process.exit(0)
    })
  }
  await sweep().catch((error) => console.error('sweeping failed', error))
}

/** What killed processes left of snapshots and shadows; beside the work, and never a reason not to begin. */
async function sweep(): Promise<void> {
  const { db, database, snapshotParts, shadows } = context()
  const environments = await db.environment.findMany()
  const sources: SnapshotSource[] = []
  const shadowServers = new Set<string>()
  for (const environment of environments) {
    const { url, shadowUrl } = addressOf(context(), environment)
    const opened = await database.open(url, { applicationName: 'headgate look' })
    if (!opened.ok) continue
    const { identity } = opened.value
    sources.push({ url, identity })
    const shadowServer = shadowUrl ?? (await snapshotParts.adminUrlFor?.(identity))
    if (shadowServer) shadowServers.add(shadowServer)
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

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})

import { context } from '../composition/context'
import { isUnreachable } from '../store/persistence'
import { startHousekeeping } from './housekeeping'
import { startRunner } from './runner'
import { sweepLeft } from './sweep-left'

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
  await sweepLeft(context()).catch((error) => console.error('sweeping failed', error))
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})

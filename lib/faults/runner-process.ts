import { readConfig } from '../composition/config'
import { createContext } from '../composition/context'
import { postgres } from '../databases/postgres/postgres'
import { type Clock, systemClock } from '../domain/clock'
import { fail } from '../domain/failure'
import { createShadowProvider } from '../engines/shadow'
import { startRunner } from '../runner/runner'
import { isUnreachable } from '../store/persistence'

/** What the suite wants of a runner of its own; JSON in `HEADGATE_FAULTS`. */
export interface RunnerWishes {
  leaseMs: number
  /** Milliseconds by which its clock is wrong. */
  clockShiftMs: number
  /** Looks for drift after each run as always, on shadows beside the target. */
  withShadows: boolean
}

// As lib/runner/main.ts does: a connection that is cut rejects a promise inside Prisma that nobody waits for.
process.on('unhandledRejection', (error) => {
  if (!isUnreachable(error)) throw error
})

const { leaseMs, clockShiftMs, withShadows }: RunnerWishes = JSON.parse(process.env.HEADGATE_FAULTS ?? '{}')
const clock: Clock = {
  ...systemClock,
  now: () => new Date(systemClock.now().getTime() + clockShiftMs),
}
const { dataDir } = readConfig()
// Looking for drift after each run would start a server of its own, or make shadows beside the target.
const none = async () => fail('shadow_unavailable', 'The fault suite has no shadows here.')
const provider = createShadowProvider({ database: postgres, embedded: none })
const shadows = withShadows ? provider : { ...provider, acquire: none, prepared: none }
const context = createContext({ clock, shadows, snapshotParts: { database: postgres, dataDir } })
await context.db.$queryRaw`SELECT 1`
process.stdout.write('warm\n')
// Being started takes longer than most faults: it waits here, ready, until there is something to do.
process.stdin.once('data', () => {
  startRunner(context, { leaseMs, pollMs: 30, print: (line) => console.error(line) })
})

import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { Context } from '../composition/context'
import { DatabaseError } from '../databases/database'
import { fail } from '../domain/failure'
import { LeaseLostError } from '../domain/journal'
import { systemActor } from '../domain/system-actor'
import { observeEnvironment } from '../operations/observe-environment'
import { endRun } from '../runs/end-run'
import { narrate } from '../runs/narrate'
import type { RunPorts } from '../runs/ports'
import { createJournal } from '../store/journal'
import { isUnreachable, persistently } from '../store/persistence'
import { type ClaimedRun, claimRun } from './claim-run'
import { executeRun } from './execute-run'
import { extendLease, keepLease } from './lease'
import { type LoadedRun, loadRun } from './load-run'
import { recoverRun } from './recover-run'

export interface RunnerOptions {
  /** Milliseconds; a dead runner's runs are taken over after this. */
  leaseMs?: number
  pollMs?: number
  /** Runs at once, each of another environment. */
  atOnce?: number
  print?: (line: string) => void
}

export interface Runner {
  readonly name: string
  /** Claims nothing more, stops what is under way at its next safe point, and resolves when all of it has ended. */
  stop(): Promise<void>
}

const lookAgainAfterMs = 30_000

/** Claims runs and executes them until `stop()`. */
export function startRunner(context: Context, options: RunnerOptions = {}): Runner {
  const { leaseMs = 10_000, pollMs = 300, atOnce = 4, print = console.log } = options
  const name = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const stopping = new AbortController()
  const active = new Set<Promise<void>>()

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const claimed = active.size < atOnce ? await claim() : null
      if (claimed) {
        const execution: Promise<void> = take(claimed).finally(() => active.delete(execution))
        active.add(execution)
        continue
      }
      await context.clock.sleep(pollMs, stopping.signal).catch(() => {})
    }
    await Promise.all(active)
  }

  async function claim(): Promise<ClaimedRun | null> {
    try {
      return await claimRun(context.db, context.clock, name, leaseMs)
    } catch (error) {
      print(`The control database cannot be asked for runs: ${messageOf(error)}`)
      await context.clock.sleep(2_000, stopping.signal).catch(() => {})
      return null
    }
  }

  async function take(claimed: ClaimedRun): Promise<void> {
    const lease = keepLease(context.db, context.clock, claimed.runId, claimed.claim, leaseMs)
    const signal = AbortSignal.any([stopping.signal, lease.lost])
    const written = createJournal(context.db, claimed.runId, claimed.claim, context.clock)
    const journal = narrate(written, context.clock)
    const ports: RunPorts = { database: context.database, journal, clock: context.clock, signal }
    let loaded: LoadedRun | null = null
    try {
      loaded = await persistently(context.clock, () => loadRun(context, claimed.runId))
      print(
        `run ${claimed.runId}: ${claimed.how === 'fresh' ? 'begins' : 'is recovered'} (${loaded.row.kind})`,
      )
      const state = await execute(claimed, loaded, ports)
      print(`run ${claimed.runId}: ${state}`)
    } catch (error) {
      await failed(error, claimed, loaded, ports)
    } finally {
      await lease.close()
    }
    if (loaded) await lookAgain(loaded)
  }

  async function execute(claimed: ClaimedRun, loaded: LoadedRun, ports: RunPorts): Promise<string> {
    if (claimed.how === 'fresh') return (await executeRun(context, loaded, claimed.claim, ports)).state
    const recovered = await recoverRun(context, loaded, claimed.claim, ports)
    if (recovered.ok) return recovered.value.state
    // The run stays as it is: nothing can be said about it before its database can be looked at.
    await ports.journal.log('warn', `Not yet: ${recovered.failure.what} ${recovered.failure.why}`)
    await extendLease(context.db, claimed.runId, claimed.claim, lookAgainAfterMs)
    return `not recovered yet: ${recovered.failure.code}`
  }

  /** A mistake in the program: said by number, and the database is looked at before anything is said about it. */
  async function failed(
    error: unknown,
    claimed: ClaimedRun,
    loaded: LoadedRun | null,
    ports: RunPorts,
  ): Promise<void> {
    if (error instanceof LeaseLostError) return print(`run ${claimed.runId}: ${error.message}`)
    // Nothing can be written down now. Its lease runs out, and whoever can write then finds out what it did.
    if (isUnreachable(error) && !(error instanceof DatabaseError))
      return print(`run ${claimed.runId}: the control database is away: ${messageOf(error)}`)
    const id = randomUUID().slice(0, 8)
    console.error(`run ${claimed.runId}: unexpected error ${id}`, error)
    try {
      await ports.journal.log(
        'error',
        `Something in Headgate went wrong; the log of the runner has it under ${id}.`,
      )
      const again = loaded && (await loadRun(context, claimed.runId))
      const recovered = again && (await recoverRun(context, again, claimed.claim, ports))
      if (!recovered?.ok) await endUnknown(ports, id)
    } catch (second) {
      console.error(`run ${claimed.runId}: unexpected error ${id}, again`, second)
      if (!(second instanceof LeaseLostError)) await endUnknown(ports, id).catch(() => {})
    }
  }

  /** The environment is seen again after a run, so that its timeline tells what is there now. */
  async function lookAgain({ row }: LoadedRun): Promise<void> {
    const { environment } = row
    const input = { projectSlug: environment.project.slug, environmentSlug: environment.slug }
    await observeEnvironment(context, systemActor, input).catch((error) => {
      print(`environment ${environment.slug}: could not be looked at: ${messageOf(error)}`)
    })
  }

  const working = work()
  return {
    name,
    async stop() {
      stopping.abort(new Error('The runner stops.'))
      await working
    },
  }
}

async function endUnknown(ports: RunPorts, id: string): Promise<void> {
  const why = `Something in Headgate went wrong (${id}), and looking at the database afterwards failed.`
  const { failure } = fail('outcome_unknown', why)
  const outcome = { ok: false, what: failure.what, next: failure.fix, undo: null, failure }
  await endRun(ports, { state: 'unknown', effect: 'unknown', outcome })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

import type { Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { DiffResult, DiffSide, Engine } from '../engine'
import type { PlanRequest } from './make-plan'

export interface EngineDiffs {
  /** The engine's SQL for the pending migrations, and back. Resolves again and again to the same. */
  results: Promise<{ forward: Result<DiffResult>; reverse: Result<DiffResult> }>
  /** Ends what still runs; no shadow of it is left when this resolves. */
  stop(): Promise<void>
}

/** Asks the engine, which replays both histories on shadows of its own, while the caller does something else. */
export function startDiffs(
  engine: Engine,
  request: PlanRequest,
  { applied, pending }: { applied: MigrationFile[]; pending: MigrationFile[] },
): EngineDiffs {
  const stopping = new AbortController()
  const target = {
    url: null,
    shadow: { url: request.url, givenUrl: request.shadowUrl },
    signal: stopping.signal,
  }
  const before: DiffSide = { of: 'migrations', migrations: applied }
  const after: DiffSide = { of: 'migrations', migrations: [...applied, ...pending] }
  const schema = request.revision.schemaFiles
  async function ask() {
    const asked = engine.diff(target, after, before, schema)
    // A given database may be the only shadow there is: then one after the other.
    if (request.shadowUrl !== null) await asked
    const forward = await engine.diff(target, before, after, schema)
    return { forward, reverse: await asked }
  }
  const results = ask()
  // Where the walk fails first, nobody awaits them.
  results.catch(() => {})
  return {
    results,
    async stop() {
      stopping.abort()
      await results.catch(() => {})
    },
  }
}

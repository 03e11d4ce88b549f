import { ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { DataLossWarnings, DiffResult, DiffSide, Engine, EngineTarget, ShadowRequest } from '../engine'
import type { PlanRequest } from './make-plan'

export interface EngineDiffs {
  forward: Result<DiffResult>
  reverse: Result<DiffResult>
}

export interface EngineAnswers {
  /**
   * The engine's SQL for the pending migrations, and back. Asked once, however often this is called. `standing`: a
   * shadow on which all of them will be applied.
   */
  diffs(standing?: EngineTarget['standing']): Promise<EngineDiffs>
  /** What the engine counts on the live database, on the way from what is applied to the project's schema. */
  losses(): Promise<Result<DataLossWarnings>>
  /** Ends what still runs; no shadow of it is left when this resolves. */
  stop(): Promise<void>
}

/** Asks the engine, which has shadows of its own, while the caller does something else. */
export function askEngine(
  engine: Engine,
  shadow: ShadowRequest,
  request: PlanRequest,
  { applied, pending, complete }: { applied: MigrationFile[]; pending: MigrationFile[]; complete: boolean },
): EngineAnswers {
  const stopping = new AbortController()
  const target = { url: null, shadow, signal: stopping.signal }
  const before: DiffSide = { of: 'migrations', migrations: applied }
  const after: DiffSide = { of: 'migrations', migrations: [...applied, ...pending] }
  const schema = request.revision.schemaFiles
  async function ask(standing: EngineTarget['standing']): Promise<EngineDiffs> {
    const looking = standing ? { ...target, standing } : target
    const both = await engine.diffBothWays(looking, before, after, schema)
    if (both.ok) return { forward: ok(both.value.there), reverse: ok(both.value.back) }
    if (stopping.signal.aborted) return { forward: both, reverse: both }
    // Where only one of them fails, the plan can still be made, or says which.
    const forward = await engine.diff(target, before, after, schema)
    return { forward, reverse: await engine.diff(target, after, before, schema) }
  }
  const countLosses = () => engine.dataLoss({ ...target, url: request.url }, applied, schema)
  let diffs: Promise<EngineDiffs> | null = null
  const early = complete && request.shadowUrl === null ? countLosses() : null
  // Where the walk fails first, nobody awaits it.
  early?.catch(() => {})
  return {
    diffs(standing) {
      diffs ??= ask(standing)
      diffs.catch(() => {})
      return diffs
    },
    losses: () => early ?? countLosses(),
    async stop() {
      stopping.abort()
      await Promise.allSettled([diffs, early])
    },
  }
}

import type { Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { describeChanges } from '../domain/catalog-words'
import { ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { ShadowRequest } from '../engines/engine'
import type { PlanningPorts } from '../engines/planning/make-plan'
import { ReplayError, replayOne } from '../engines/planning/replay'
import { onScratch } from '../engines/planning/scratch'
import { planSegments } from '../sql/segments'
import { type KeptValue, plantRow, type RenamedColumn, readKept } from './planted-row'

export interface Script {
  name: string
  sql: string
}

/** How a rewritten migration came out beside the original one, each after the same history. */
export type Proof =
  /** `kept`: what was seen of rows that were there before, in words. */
  | { proven: true; kept: string[] }
  /** `differences`: what is otherwise at the end; or why one of the two does not run. */
  | { proven: false; differences: string[] }

export interface Question {
  request: ShadowRequest
  history: MigrationFile[]
  original: Script
  /** Always fails, whatever is there: what comes out of the rewrite is then all there is to see. */
  hopeless: boolean
  /** A row is planted before the rewrite, and looked for afterwards. */
  renamed: RenamedColumn[]
}

/** Runs the original once; the answer compares any rewrite with it. Fails as replaying the history does. */
export async function proving(
  ports: PlanningPorts,
  question: Question,
): Promise<Result<(scripts: Script[]) => Promise<Result<Proof>>>> {
  const original = await run(ports, question, [question.original], [])
  if (!original.ok) return original
  return ok(async (scripts) => {
    const rewritten = await run(ports, question, scripts, question.renamed)
    if (!rewritten.ok) return rewritten
    return ok(compare(question, original.value, rewritten.value))
  })
}

type End = { catalog: Catalog; kept: KeptValue[] } | { failure: string }

async function run(
  ports: PlanningPorts,
  { request, history }: Question,
  scripts: Script[],
  renamed: RenamedColumn[],
): Promise<Result<End>> {
  return await onScratch(ports, request, history, async ({ session, catalog }): Promise<End> => {
    const planted = []
    for (const each of renamed) {
      const row = await plantRow(session, each)
      if (row) planted.push(row)
    }
    for (const { name, sql } of scripts) {
      const failure = await tryOne(session, name, sql)
      if (failure !== null) return { failure: `${name}: ${failure}` }
    }
    const kept = []
    for (const row of planted) kept.push(await readKept(session, row))
    return { catalog: await catalog(), kept }
  })
}

async function tryOne(session: Session, name: string, sql: string): Promise<string | null> {
  try {
    await replayOne(session, { name, sql, ...planSegments(sql) })
    return null
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error
    await session.script('ROLLBACK')
    const { message, detail } = error.cause.info
    return detail ? `${message} (${detail})` : message
  }
}

function compare({ hopeless }: Question, original: End, rewritten: End): Proof {
  if ('failure' in rewritten) {
    return { proven: false, differences: [`The rewritten migration fails: ${rewritten.failure}.`] }
  }
  const lost = rewritten.kept.filter(({ kept }) => !kept).map(({ words }) => words)
  if (lost.length > 0) return { proven: false, differences: lost }
  const kept = rewritten.kept.map(({ words }) => words)
  if ('failure' in original) {
    if (hopeless) return { proven: true, kept }
    return { proven: false, differences: [`The migration itself fails: ${original.failure}.`] }
  }
  const changes = catalogDelta(original.catalog, rewritten.catalog)
  if (changes.length === 0) return { proven: true, kept }
  return { proven: false, differences: describeChanges(changes) }
}

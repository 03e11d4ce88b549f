import type { Context } from '../composition/context'
import type { Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { countOf } from '../domain/count-words'
import type { KeptReverse, PutBackForecast } from '../domain/kept-data'
import type { Evidence, Loss, Plan } from '../domain/plan'
import { keptFingerprint } from '../domain/reverse-fingerprint'
import type { RollbackPreview } from '../domain/rollback'
import { judgeEffects } from '../engines/planning/judge-effects'
import { findCopies, missingValues, type PutBackPart, refusedRows } from '../runs/kept-copies'

interface KeptQuestion {
  plan: Plan
  evidence: Evidence
  deployRunId: string
  catalog: Catalog
  schema: string
  /** Why it cannot start from where ledger and schema are. */
  standing: string[]
}

/** The way back that puts kept data back, and what it would lose all the same; null: the deploy kept nothing. */
export async function previewKeptOption(
  { database }: Pick<Context, 'database'>,
  session: Session,
  asked: KeptQuestion,
): Promise<RollbackPreview['kept']> {
  const { plan, deployRunId, standing } = asked
  const reverse = plan.keptReverse
  if (!reverse) return null
  const copies = await database.kept.list(session)
  const found = findCopies(reverse, copies, deployRunId)
  const parts = found.ok ? found.value : []
  const forecasts: PutBackForecast[] = []
  for (const { copy, step } of parts) forecasts.push(await database.kept.forecast(session, copy, step))
  const judged = await judgeEffects(session, asked.catalog, textsOf(reverse), asked.schema)
  const impossible = [
    ...standing,
    ...reverse.problems,
    ...(found.ok ? [] : [found.failure.why]),
    ...missingValues(reverse, parts, forecasts),
    ...refusedRows(reverse, judged.unexecutable),
  ]
  const rows = parts.reduce((sum, { copy }) => sum + copy.rows, 0)
  return {
    way: 'kept',
    possible: impossible.length === 0,
    impossibleBecause: impossible,
    does: found.ok
      ? `Runs the reverse SQL, puts ${rows.toLocaleString('en-US')} kept ${rows === 1 ? 'row' : 'rows'} of ${parts.length === 1 ? 'one copy' : `${parts.length} copies`} back in their place, and marks ${countOf(plan.migrations.length, 'migration')} as rolled back.`
      : 'Runs the reverse SQL and puts back what the deploy had kept.',
    losses: found.ok ? lossesOf(asked, judged.losses, parts, forecasts) : [],
    unknown: [
      ...(reverse.tried ? reverse.differences : ['It was never tried.']),
      ...forecasts.flatMap(({ copy, why }) => (why === null ? [] : [`${copy.table}: ${why}`])),
    ],
    notes: forecasts.flatMap((forecast) => conflictNotes(forecast)),
    expectedMs: null,
    reverse,
    forecasts,
    keptFingerprint: keptFingerprint(reverse),
  }
}

/** What was not kept, what the reverse drops with what is in it now, and rows for which nothing was kept. */
function lossesOf(
  { plan, evidence }: KeptQuestion,
  dropped: Loss[],
  parts: PutBackPart[],
  forecasts: PutBackForecast[],
): Loss[] {
  const added = new Set(
    plan.migrations.flatMap(({ changes }) =>
      changes.flatMap(({ key, before }) => (before === null ? key : [])),
    ),
  )
  const stays = (evidence.keptLosses ?? []).filter(({ object }) => !added.has(object))
  return [...stays, ...dropped, ...parts.flatMap((part) => lossOf(part, forecasts))]
}

function textsOf({ parts }: KeptReverse): string[] {
  return parts.flatMap((part) => (part.kind === 'sql' ? part.statements.map(({ text }) => text) : []))
}

function lossOf({ copy, step }: PutBackPart, forecasts: PutBackForecast[]): Loss[] {
  const forecast = forecasts.find((each) => each.copy.id === copy.id)
  if (step.how !== 'values' || !forecast || forecast.created === 0) return []
  const { created, fits, why } = forecast
  return step.columns.map((column) => ({
    object: `column:${step.table}.${column}`,
    what: `${step.table}.${column} has no kept value for rows created since the deploy`,
    count: created,
    of: created === null || fits === null ? null : created + fits,
    exact: created !== null,
    ...(why !== null && { why }),
  }))
}

function conflictNotes({ copy, changed, deleted }: PutBackForecast): string[] {
  const notes: string[] = []
  if (changed)
    notes.push(
      `${rowsOf(changed)} of ${copy.table} ${changed === 1 ? 'was' : 'were'} written since the deploy, and ${changed === 1 ? 'stays' : 'stay'} as written unless you choose otherwise.`,
    )
  if (deleted)
    notes.push(
      `${rowsOf(deleted)} of ${copy.table} deleted since the deploy ${deleted === 1 ? 'stays' : 'stay'} deleted.`,
    )
  return notes
}

function rowsOf(count: number): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`
}

import type { ConnectedLocal } from '../../composition/local'
import type { Session } from '../../databases/database'
import type { Evidence, Plan } from '../../domain/plan'
import { defaultSchema } from '../../engines/planning/evidence'
import { judgeEffects } from '../../engines/planning/judge-effects'
import { findCopies, missingValues, refusedRows } from '../../runs/kept-copies'
import type { RollbackPreview } from './rollback-text'

/** What putting back what deploys had kept would do now; null: nothing of these migrations was kept. */
export async function previewKept(
  { database }: ConnectedLocal,
  session: Session,
  plan: Plan,
  evidence: Evidence,
): Promise<RollbackPreview['kept']> {
  const reverse = plan.keptReverse
  if (!reverse) return null
  const found = findCopies(reverse, await database.kept.list(session), null)
  const parts = found.ok ? found.value : []
  const forecasts = []
  for (const { copy, step } of parts) forecasts.push(await database.kept.forecast(session, copy, step))
  const texts = reverse.parts.flatMap((part) =>
    part.kind === 'sql' ? part.statements.map(({ text }) => text) : [],
  )
  const catalog = await database.catalog(session)
  const judged = await judgeEffects(session, catalog, texts, await defaultSchema(session))
  return {
    reverse,
    copies: forecasts.map(({ copy, fits, created, changed, deleted, why }) => {
      const { table, because, rows } = copy
      return { table, because, rows, fits, created, changed, deleted, why }
    }),
    losses: [...judged.losses, ...(evidence.keptLosses ?? [])],
    impossibleBecause: [
      ...reverse.problems,
      ...(found.ok ? [] : [found.failure.why]),
      ...missingValues(reverse, parts, forecasts),
      ...refusedRows(reverse, judged.unexecutable),
    ],
  }
}

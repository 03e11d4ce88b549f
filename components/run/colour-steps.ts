import type { StepView } from '@/lib/domain/run-view'
import { highlightSql } from '../sql/highlight'
import type { SqlColours } from './sql-text'

/** More than this is shown plain: colours for it would weigh more than the page. */
const mostCharacters = 120_000

/** Colours the statements of a run on the server. */
export async function colourSteps(steps: readonly StepView[]): Promise<SqlColours> {
  const colours: SqlColours = {}
  let characters = 0
  for (const { position, detail } of steps) {
    if (detail.sql === undefined) continue
    characters += detail.sql.length
    if (characters > mostCharacters) break
    colours[position] = await highlightSql(detail.sql)
  }
  return colours
}

import type { ParsedStatement } from '../../sql/parse'
import type { AnalysisSettings } from '../rule'

/** For each statement the number of the transaction that it commits with; null: it commits alone. */
export function transactionsOf(
  statements: readonly ParsedStatement[],
  runner: AnalysisSettings['runner'],
): (number | null)[] {
  const alone =
    runner === 'plain' && statements.some((each) => each.needsAutocommit || each.controlsTransaction)
  return statements.map((each) => (alone || (runner === 'headgate' && each.needsAutocommit) ? null : 0))
}

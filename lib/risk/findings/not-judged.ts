import type { Finding } from '../../domain/finding'
import type { ParsedStatement } from '../../sql/parse'
import type { MigrationAt } from '../rule'
import type { Places } from './places'

/** The one finding about all that the analysis had no time for: silence would look like harmlessness. */
export function notJudged({ name, sql }: MigrationAt, from: ParsedStatement, places: Places): Finding {
  return {
    id: `not-judged:${name}:${from.index}:0`,
    rule: 'not-judged',
    severity: 'danger',
    family: 'transaction',
    title: 'Nothing is known of the rest of this script: judging it takes too long',
    reason: `From line ${from.line} on no statement was judged. Scripts of this size are better cut into several.`,
    migration: name,
    statement: from.index,
    start: from.start,
    end: sql.length,
    ...places(from.start),
    tables: [],
    locks: [],
    cost: 'instant',
    blocks: 'nothing',
    dataLoss: 'possible',
    breaksApp: false,
    versions: null,
    recipe: null,
    probes: [],
  }
}

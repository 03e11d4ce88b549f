import { nodeOf } from '../../sql/node-of'
import type { ParsedStatement } from '../../sql/parse'
import { segmentsOf } from '../../sql/segments'
import type { AnalysisSettings } from '../rule'

/**
 * For each statement the number of the transaction that it commits with; null: it commits alone, outside a transaction.
 * What a runner refuses in a transaction has a number all the same: that is where it fails.
 */
export function transactionsOf(
  statements: readonly ParsedStatement[],
  runner: AnalysisSettings['runner'],
): (number | null)[] {
  if (runner === 'headgate' && statements.every(({ tree }) => tree)) return inSegments(statements)
  if (runner === 'plain') return oneByOne(statements)
  return sentWhole(statements)
}

/** Headgate's own cuts. What it leaves out (BEGIN, COMMIT) counts to what stands before it. */
function inSegments(statements: readonly ParsedStatement[]): (number | null)[] {
  const found = new Map<number, number | null>()
  segmentsOf(statements).forEach((segment, number) => {
    for (const index of segment.statements) found.set(index, segment.transaction ? number : null)
  })
  let last: number | null = 0
  return statements.map(({ index }) => {
    const own = found.get(index)
    if (own !== undefined) last = own
    return last
  })
}

/**
 * One simple query: PostgreSQL opens a transaction for it, which BEGIN only makes explicit, and which COMMIT and ROLLBACK
 * end. A statement that cannot run in one may be all of the query.
 */
function sentWhole(statements: readonly ParsedStatement[]): (number | null)[] {
  if (statements.length === 1 && statements[0]?.needsAutocommit) return [null]
  let number = 0
  return statements.map((statement) => {
    const own = number
    if (endsTransaction(statement)) number++
    return own
  })
}

/** As a client that sends one statement after the other, or all of them in a transaction where that can be. */
function oneByOne(statements: readonly ParsedStatement[]): (number | null)[] {
  if (!statements.some((each) => each.needsAutocommit || each.controlsTransaction)) {
    return statements.map(() => 0)
  }
  let number = 0
  let open = false
  return statements.map((statement) => {
    if (beginsTransaction(statement)) open = true
    if (!open) return null
    const own = number
    if (endsTransaction(statement)) {
      number++
      open = isChained(statement)
    }
    return own
  })
}

function kindOf({ tree }: ParsedStatement): string | undefined {
  return tree ? nodeOf(tree, 'TransactionStmt')?.kind : undefined
}

function isChained({ tree }: ParsedStatement): boolean {
  return tree ? nodeOf(tree, 'TransactionStmt')?.chain === true : false
}

function beginsTransaction(statement: ParsedStatement): boolean {
  return ['TRANS_STMT_BEGIN', 'TRANS_STMT_START'].includes(kindOf(statement) ?? '')
}

/** Savepoints do not. */
function endsTransaction(statement: ParsedStatement): boolean {
  const ends = ['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE']
  return ends.includes(kindOf(statement) ?? '')
}

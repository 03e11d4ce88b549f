import { nodeOf } from './node-of'
import type { ParsedStatement } from './parse'

/**
 * Takes BEGIN, COMMIT and ROLLBACK out, since the transaction around the migration is Headgate's, and says so.
 * What a script itself rolls back is not run. DISCARD ALL would drop the run's locks and is left out too.
 */
export function stripTransactionControl(statements: ParsedStatement[]): {
  run: ParsedStatement[]
  notes: string[]
} {
  const notes: string[] = []
  const run: ParsedStatement[] = []
  let begun: { line: number; at: number } | null = null
  for (const statement of statements) {
    const transaction = statement.tree && nodeOf(statement.tree, 'TransactionStmt')
    const kind = transaction?.kind ?? ''
    const { line } = statement
    if (statement.tree && nodeOf(statement.tree, 'DiscardStmt')?.target === 'DISCARD_ALL') {
      notes.push(`DISCARD ALL on line ${line} is left out: it would release the locks of the run.`)
    } else if (!statement.controlsTransaction) {
      run.push(statement)
    } else if (kind === 'TRANS_STMT_BEGIN' || kind === 'TRANS_STMT_START') {
      if (begun)
        notes.push(
          `A second ${statement.summary} on line ${line} is left out: a transaction was begun on line ${begun.line}.`,
        )
      begun ??= { line, at: run.length }
      if (transaction?.options?.length)
        notes.push(`The transaction’s options on line ${line} are not taken over.`)
    } else if (kind === 'TRANS_STMT_COMMIT') {
      notes.push(
        begun
          ? `BEGIN on line ${begun.line} and COMMIT on line ${line} are left out: the migration’s own transaction encloses them.`
          : `COMMIT on line ${line} has no BEGIN and is left out: the migration commits once, at its end.`,
      )
      begun = transaction?.chain ? { line, at: run.length } : null
    } else if (kind === 'TRANS_STMT_ROLLBACK' && begun) {
      const undone = run.splice(begun.at).length
      notes.push(
        `The script rolls back what it began: lines ${begun.line} to ${line} (${undone} ${undone === 1 ? 'statement' : 'statements'}) are not run.`,
      )
      begun = transaction?.chain ? { line, at: run.length } : null
    } else if (kind === 'TRANS_STMT_ROLLBACK') {
      notes.push(`ROLLBACK on line ${line} has no BEGIN and is left out: what comes before it stays.`)
    } else {
      notes.push(
        `${statement.summary} on line ${line} is left out: two-phase commit does not fit a migration.`,
      )
    }
  }
  if (begun)
    notes.push(`BEGIN on line ${begun.line} has no COMMIT and is left out: the migration commits at its end.`)
  return { run, notes }
}

import { nodeOf } from './node-of'
import type { ParsedStatement } from './parse'

const guards = [
  'lock_timeout',
  'statement_timeout',
  'idle_in_transaction_session_timeout',
  'transaction_timeout',
]

/** What a reader of the plan must know about single statements. */
export function scriptNotes(statements: ParsedStatement[], atomic: boolean): string[] {
  return statements.flatMap((statement) => notesOn(statement, atomic))
}

function notesOn({ tree, text, line }: ParsedStatement, atomic: boolean): string[] {
  if (!tree) return []
  const setting = nodeOf(tree, 'VariableSetStmt')
  const notes: string[] = []
  const name = setting?.name?.toLowerCase() ?? (nodeOf(tree, 'SelectStmt') ? setByFunction(text) : undefined)
  if (name && guards.includes(name)) {
    notes.push(
      `The script sets its own ${name} on line ${line}: from there on it holds instead of the environment’s.`,
    )
  }
  if (setting?.kind === 'VAR_RESET_ALL') {
    notes.push(`RESET ALL on line ${line} takes the environment’s timeouts away from there on.`)
  }
  if (setting?.is_local && !atomic) {
    notes.push(
      `SET LOCAL ${setting.name} on line ${line} holds only until the next commit of this migration.`,
    )
  }
  if (nodeOf(tree, 'CallStmt')) {
    notes.push(
      `CALL on line ${line}: if the procedure commits by itself, it fails here, and all is taken back.`,
    )
  }
  const copy = nodeOf(tree, 'CopyStmt')
  if (copy && !copy.filename) {
    notes.push(
      copy.is_from
        ? `COPY on line ${line} reads from a client, which a migration has none of: it will fail.`
        : `COPY on line ${line} writes to a client, which a migration has none of: what it writes is lost.`,
    )
  }
  if (/\bpg_advisory_unlock_all\s*\(/i.test(text)) {
    notes.push(`pg_advisory_unlock_all() on line ${line} would release the locks of the run.`)
  }
  return notes
}

function setByFunction(text: string): string | undefined {
  return /\bset_config\s*\(\s*'([a-z_]+)'/i.exec(text)?.[1]?.toLowerCase()
}

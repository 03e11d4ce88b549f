import type { Finding } from '../../domain/finding'
import type { ParsedStatement, ScriptError } from '../../sql/parse'
import type { MigrationAt } from '../rule'
import type { Places } from './places'

/** A place that PostgreSQL's parser refuses. */
export interface SyntaxError extends ScriptError {
  /** Index of the statement; null: it lies in none of them. */
  statement: number | null
  end: number
}

/** Of each statement that does not parse; of the script where all do, and yet it is refused: a comment that never closes. */
export function errorsOf(statements: readonly ParsedStatement[], script: ScriptError | null): SyntaxError[] {
  const errors = statements.flatMap(({ error, index, end }) =>
    error ? [{ ...error, statement: index, end: Math.max(error.position, end) }] : [],
  )
  if (errors.length > 0 || !script) return errors
  return [{ ...script, statement: null, end: script.position }]
}

/** A finding for each place that PostgreSQL's parser refuses. */
export function syntaxErrors(
  { statements, name }: MigrationAt,
  script: ScriptError | null,
  places: Places,
): Finding[] {
  return errorsOf(statements, script).map(
    ({ message, position, statement, end }): Finding => ({
      id: `syntax-error:${name}:${statement ?? 'script'}:0`,
      rule: 'syntax-error',
      severity: 'danger',
      family: 'transaction',
      title: `Does not parse: ${message}`,
      reason: 'PostgreSQL refuses the script here, and nothing can be said about what this statement does.',
      migration: name,
      statement,
      start: position,
      end,
      ...places(position),
      tables: [],
      locks: [],
      cost: 'instant',
      blocks: 'nothing',
      dataLoss: 'none',
      breaksApp: false,
      versions: null,
      recipe: null,
      probes: [],
    }),
  )
}

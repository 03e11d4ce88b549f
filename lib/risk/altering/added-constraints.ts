import type { Constraint } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { constraintName, indexName } from '../model/default-names'
import { newTable } from '../model/editing'
import type { SchemaModel } from '../model/model'
import { columnsIn } from '../model/walk'
import type { StatementAt } from '../rule'
import { quoteIdent } from '../words/names'
import { type CommandAt, commandsAt } from './commands-at'

/** A constraint that an ALTER TABLE adds to the table: not one beside a new column. */
export interface AddedConstraint extends CommandAt {
  constraint: Constraint
  /** Those that it names; of a check, those that its expression uses. */
  columns: string[]
  /** Its name, or the one that PostgreSQL gives it. */
  constraintName: string
}

export function addedConstraints(at: StatementAt, ...contypes: Constraint['contype'][]): AddedConstraint[] {
  return commandsAt(at, 'AT_AddConstraint').flatMap((each) => {
    const constraint = each.command.def && nodeOf(each.command.def, 'Constraint')
    if (!constraint || !contypes.includes(constraint.contype)) return []
    const columns = columnsOf(constraint)
    const name = constraintNameOf(at.schema, each, constraint, columns)
    return [{ ...each, constraint, columns, constraintName: name }]
  })
}

function columnsOf({ contype, keys, fk_attrs, raw_expr, exclusions }: Constraint): string[] {
  if (contype === 'CONSTR_CHECK') return columnsIn(raw_expr)
  if (contype === 'CONSTR_EXCLUSION') return columnsIn(exclusions)
  return (
    (contype === 'CONSTR_FOREIGN' ? fk_attrs : keys)?.flatMap((key) => nodeOf(key, 'String')?.sval ?? []) ??
    []
  )
}

/** `columns`: of a constraint beside a column, that column. */
export function constraintNameOf(
  schema: SchemaModel,
  { key, table }: Pick<CommandAt, 'key' | 'table'>,
  constraint: Constraint,
  columns: readonly string[],
): string {
  if (constraint.conname) return constraint.conname
  const given = table ?? newTable(key, { complete: false })
  switch (constraint.contype) {
    case 'CONSTR_CHECK': {
      const used = columnsIn(constraint.raw_expr)
      return constraintName(schema, given, used.length === 1 ? (used[0] ?? null) : null, 'check')
    }
    case 'CONSTR_FOREIGN':
      return constraintName(schema, given, columns.join('_'), 'fkey')
    case 'CONSTR_NOTNULL':
      return constraintName(schema, given, columns.join('_'), 'not_null')
    case 'CONSTR_PRIMARY':
      return indexName(schema, given, columns, 'pkey')
    default:
      return indexName(schema, given, columns, constraint.contype === 'CONSTR_EXCLUSION' ? 'excl' : 'key')
  }
}

/** A command that adds a constraint, with its name in it: `ADD CONSTRAINT c CHECK (…)`. */
export function namedAdd({ text, constraint, constraintName }: AddedConstraint): string | null {
  const written = text()
  if (written === null || constraint.conname) return written
  return written.replace(/^ADD\s+/i, `ADD CONSTRAINT ${quoteIdent(constraintName)} `)
}

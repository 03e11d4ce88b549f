import type { Recipe } from '../../domain/finding'
import { notNull } from '../recipes/not-null'
import type { StatementAt } from '../rule'
import { type AddedColumn, constraintOf } from './added-columns'

/** The last steps of a recipe that adds a column empty: what makes it NOT NULL, where it shall be. */
export function finishedNotNull(
  { migration }: StatementAt,
  added: AddedColumn,
  always = false,
): Recipe['steps'] {
  const wanted =
    always || constraintOf(added, 'CONSTR_NOTNULL') || constraintOf(added, 'CONSTR_PRIMARY') !== undefined
  if (!wanted) return []
  const { sql: table, name, column } = added
  return notNull({ table, name, column, postgres: migration.postgres, command: null }).steps.slice(1)
}

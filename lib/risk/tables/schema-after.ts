import { applyStatement } from '../model/apply-statement'
import { copyModel } from '../model/copy-model'
import type { SchemaModel } from '../model/model'
import type { StatementAt } from '../rule'

/** The schema just after the statement: for what a later command of it needs to know of an earlier one. */
export function schemaAfter({ schema, tree, migration, statement }: StatementAt): SchemaModel {
  const after = copyModel(schema)
  applyStatement(after, tree, { migration: migration.index, statement: statement.index })
  return after
}

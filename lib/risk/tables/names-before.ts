import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/lookup'
import { schemaOf } from '../model/names'
import type { StatementAt } from '../rule'

/** A table's and its columns' names before the script renamed them. */
export interface NamesBefore {
  /** `schema.name`. */
  key: string
  columns: string[]
}

/** By every name that they bore in the script so far, the oldest last. */
export function namesBefore(
  { migration, schema }: Pick<StatementAt, 'migration' | 'schema'>,
  key: string,
  columns: readonly string[],
): NamesBefore[] {
  let now: NamesBefore = { key, columns: [...columns] }
  const all = [now]
  const renames = migration.walked.filter(({ statement }) => statement.node === 'RenameStmt')
  for (const { tree } of renames.reverse()) {
    const { renameType, relation, subname, newname = '' } = (tree && nodeOf(tree, 'RenameStmt')) ?? {}
    if (!relation) continue
    const { key: table, columns: names } = now
    if (renameType === 'OBJECT_TABLE' && `${schemaOf(table)}.${newname}` === table) {
      now = { key: `${schemaOf(table)}.${relation.relname}`, columns: names }
    } else if (
      renameType === 'OBJECT_COLUMN' &&
      names.includes(newname) &&
      keyOf(schema, relation) === table
    ) {
      now = { key: table, columns: names.map((name) => (name === newname ? (subname ?? name) : name)) }
    } else continue
    all.push(now)
  }
  return all
}

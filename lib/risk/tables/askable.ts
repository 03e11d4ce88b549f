import { nodeOf } from '../../sql/node-of'
import { nameIn } from '../model/names'
import type { StatementAt } from '../rule'

/** Whether these columns had these names before the script, so that a live database can be asked about them. */
export function askable(
  at: Pick<StatementAt, 'migration' | 'isFresh'>,
  key: string,
  columns: readonly string[],
): boolean {
  const { before } = at.migration
  const table = before.tables.get(key)
  if (table && at.isFresh(table)) return false
  if (!table) return !before.complete && ![nameIn(key), ...columns].some((name) => isNewName(at, name))
  return columns.every((name) => {
    const column = table.columns.get(name)
    return column ? !at.isFresh(column) : !table.complete && !isNewName(at, name)
  })
}

/** Given or taken earlier in the script, by ADD COLUMN or RENAME. */
function isNewName({ migration }: Pick<StatementAt, 'migration'>, name: string): boolean {
  return migration.walked.some(
    ({ tree, commands }) =>
      (tree && nodeOf(tree, 'RenameStmt')?.newname === name) ||
      commands.some(
        ({ subtype, def }) => subtype === 'AT_AddColumn' && def && nodeOf(def, 'ColumnDef')?.colname === name,
      ),
  )
}

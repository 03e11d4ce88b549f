import { nodeOf } from '../../sql/node-of'
import type { Constraint } from '../model/model'
import { newKeyOf } from '../model/names'
import type { MigrationAt } from '../rule'
import { type AddedForeignKey, addedForeignKeys } from './added-foreign-keys'
import { alterCommands, type CommandAt } from './changed-columns'
import { isThe, same } from './script-objects'

/** A foreign key that is dropped and added again over the same columns, to the same table. */
export interface ChurnedForeignKey {
  dropped: CommandAt & { name: string }
  /** Null: the model does not know it. */
  old: Constraint | null
  added: AddedForeignKey
  /** It comes back as it was, by name too. */
  unchanged: boolean
}

type Script = Pick<MigrationAt, 'statements' | 'before' | 'isFresh'>

const known = new WeakMap<object, ChurnedForeignKey[]>()

export function churnedForeignKeys(migration: Script): ChurnedForeignKey[] {
  const found = known.get(migration) ?? find(migration)
  known.set(migration, found)
  return found
}

function find(migration: Script): ChurnedForeignKey[] {
  const { statements, before, isFresh } = migration
  const added = addedForeignKeys(migration)
  if (added.length === 0) return []
  const created = new Set(
    statements.flatMap(({ tree }) => {
      const relation = (tree && nodeOf(tree, 'CreateStmt'))?.relation
      return relation ? [newKeyOf(before, relation)] : []
    }),
  )
  return alterCommands(statements, before).flatMap(({ at, command }): ChurnedForeignKey[] => {
    const { name, subtype } = command
    if (subtype !== 'AT_DropConstraint' || name === undefined || created.has(at.table)) return []
    const table = before.tables.get(at.table)
    const old = table?.constraints.get(name) ?? null
    if (isFresh(table) || isFresh(old) || (old && old.kind !== 'foreign')) return []
    const again = added.find(
      (each) =>
        each.table === at.table &&
        isLater(each, at) &&
        !created.has(each.to) &&
        (old
          ? old.references?.table === each.to && old.columns.join('\n') === each.columns.join('\n')
          : each.name === name),
    )
    if (!again || again.definition.skip_validation) return []
    const unchanged =
      old !== null &&
      again.name === name &&
      isThe(again.definition, old, before, same, { table: same, column: same })
    return [{ dropped: { ...at, name }, old, added: again, unchanged }]
  })
}

function isLater(a: CommandAt, b: CommandAt): boolean {
  return a.statement > b.statement || (a.statement === b.statement && a.command > b.command)
}

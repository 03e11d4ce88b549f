import type { Constraint } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/lookup'
import { texts } from '../model/names'
import type { MigrationAt } from '../rule'
import { alterCommands, type CommandAt } from './changed-columns'

export interface AddedForeignKey extends CommandAt {
  name: string
  columns: string[]
  /** `schema.name` of the table that it points at. */
  to: string
  definition: Constraint
}

/** Foreign keys that a script adds by ALTER TABLE, as Prisma does. */
export function addedForeignKeys(migration: Script): AddedForeignKey[] {
  const found = known.get(migration) ?? find(migration)
  known.set(migration, found)
  return found
}

type Script = Pick<MigrationAt, 'statements' | 'before'>

/** By script: it is asked for each pair of columns. */
const known = new WeakMap<Script, AddedForeignKey[]>()

function find({ statements, before }: Script): AddedForeignKey[] {
  return alterCommands(statements, before).flatMap(({ at, command }) => {
    const definition = command.def && nodeOf(command.def, 'Constraint')
    if (command.subtype !== 'AT_AddConstraint' || definition?.contype !== 'CONSTR_FOREIGN') return []
    if (!definition.pktable || definition.conname === undefined) return []
    const columns = texts(definition.fk_attrs)
    return [{ ...at, name: definition.conname, columns, to: keyOf(before, definition.pktable), definition }]
  })
}

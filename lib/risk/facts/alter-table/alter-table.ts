import type { AlterTableStmt } from 'libpg-query'
import type { LockMode } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import type { Gather } from '../gather'
import { isStronger } from '../harm'
import { descendantsOf, findIndexByKey, keyOfRelation } from '../names'
import { commandReaders } from './command-readers'
import { lockLevel } from './lock-level'
import type { Target } from './target'

/** The table is locked once, as the strongest of the commands needs it; each command's effect carries its own. */
export function readAlterTable(statement: AlterTableStmt, gather: Gather): void {
  const key = keyOfRelation(gather.schema, statement.relation)
  const commands = (statement.cmds ?? []).flatMap((node) => nodeOf(node, 'AlterTableCmd') ?? [])
  const modes = commands.map(lockLevel)
  // Tables of a composite type would be locked too, but PostgreSQL refuses most of that.
  if (statement.objtype === 'OBJECT_TYPE') return
  if (absent(statement, key, gather)) return
  const mode = modes.reduce<LockMode>((a, b) => (isStronger(b, a) ? b : a), 'ACCESS SHARE')
  const only = !statement.relation?.inh
  const target: Target = {
    key,
    table: gather.schema.tables.get(key) ?? null,
    descendants: only ? [] : descendantsOf(gather.schema, key),
    mode,
    dropped: new Set(
      commands.flatMap(({ subtype, name }) => (subtype === 'AT_DropConstraint' && name ? [name] : [])),
    ),
  }
  const kind = kindOfTarget(statement, key, gather)
  commands.forEach((command, index) => {
    gather.command(index)
    gather.lock(key, modes[index] ?? mode, kind)
    commandReaders[command.subtype ?? '']?.(command, target, gather)
  })
}

/** `IF EXISTS` on what is known not to be there. */
function absent({ missing_ok }: AlterTableStmt, key: string, { schema }: Gather): boolean {
  if (!missing_ok || !schema.complete) return false
  const known = schema.tables.has(key) || schema.views.has(key) || schema.sequences.has(key)
  return !known && !findIndexByKey(schema, key)
}

function kindOfTarget({ objtype }: AlterTableStmt, key: string, { schema }: Gather) {
  if (objtype === 'OBJECT_INDEX') return 'index'
  if (objtype === 'OBJECT_SEQUENCE') return 'sequence'
  if (objtype === 'OBJECT_VIEW') return 'view'
  if (objtype === 'OBJECT_MATVIEW') return 'materialized view'
  return !schema.tables.has(key) && findIndexByKey(schema, key) ? 'index' : undefined
}

import type { AlterTableCmd, AlterTableStmt, PartitionCmd } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { addColumn, alterColumn } from './alter-column'
import { addConstraints } from './constraints'
import { inheritKeys } from './create-table'
import { dropColumn, dropConstraint } from './drop-parts'
import { copyTable, editColumn, tableOf } from './editing'
import { childrenOf, findIndex } from './lookup'
import type { Index, Origin, SchemaModel, Table } from './model'
import { keyOf } from './names'

export function alterTable(schema: SchemaModel, statement: AlterTableStmt, origin: Origin): void {
  const { relation, objtype } = statement
  if (relation && objtype === 'OBJECT_INDEX') attachIndex(schema, statement)
  if (!relation || objtype === 'OBJECT_TYPE' || objtype === 'OBJECT_SEQUENCE') return
  if (objtype === 'OBJECT_INDEX' || objtype === 'OBJECT_VIEW' || objtype === 'OBJECT_MATVIEW') return
  const key = keyOf(schema, relation)
  if (statement.missing_ok && schema.complete && !schema.tables.has(key)) return
  if (!schema.tables.has(key) && findIndex(schema, relation)) return
  const found = tableOf(schema, relation)
  if (!found) return
  const commands = (statement.cmds ?? []).flatMap((node) => nodeOf(node, 'AlterTableCmd') ?? [])
  const inPasses = commands
    .map((command, at) => ({ command, at, pass: passOf(command) }))
    .sort((a, b) => a.pass - b.pass || a.at - b.at)
  const copied = new WeakSet<Table>()
  for (const { command } of inPasses) {
    alterWithChildren(schema, found.key, command, { origin, recurse: relation.inh === true, copied })
  }
}

/** The index of a partitioned table that was created on it ONLY becomes valid when each partition has one like it. */
function attachIndex(schema: SchemaModel, { relation, cmds }: AlterTableStmt): void {
  const command = cmds?.[0] && nodeOf(cmds[0], 'AlterTableCmd')
  const found = relation && findIndex(schema, relation)
  if (command?.subtype !== 'AT_AttachPartition' || !found?.table) return
  const { table, index } = found
  const isLike = (other: Index) => other.columns.join() === index.columns.join()
  const all = childrenOf(schema, table.key).every(({ indexes }) => [...indexes.values()].some(isLike))
  if (!all) return
  schema.tables.set(table.key, {
    ...table,
    indexes: new Map(table.indexes).set(index.name, { ...index, valid: true }),
  })
}

/** PostgreSQL executes the commands of one statement in passes, whatever their order. */
function passOf({ subtype, def }: AlterTableCmd): number {
  switch (subtype) {
    case 'AT_DropColumn':
    case 'AT_DropConstraint':
    case 'AT_DropNotNull':
    case 'AT_DropExpression':
    case 'AT_DropIdentity':
      return 0
    case 'AT_AlterColumnType':
      return 1
    case 'AT_AddColumn':
      return 3
    case 'AT_SetExpression':
      return 4
    case 'AT_SetNotNull':
      return 5
    case 'AT_ColumnDefault':
      return def ? 7 : 0
    case 'AT_AddConstraint':
      return def && nodeOf(def, 'Constraint')?.contype === 'CONSTR_FOREIGN' ? 9 : 6
    case 'AT_AddIdentity':
    case 'AT_SetIdentity':
      return 7
    default:
      return 10
  }
}

/** Changes one table, and those below it where PostgreSQL would. `copied`: those that this statement may change in place. */
function alterWithChildren(
  schema: SchemaModel,
  key: string,
  command: AlterTableCmd,
  how: { origin: Origin; recurse: boolean; copied: WeakSet<Table> },
): void {
  const { origin, recurse, copied } = how
  const found = schema.tables.get(key)
  if (!found) return
  const table = copied.has(found) ? found : copyTable(found)
  copied.add(table)
  schema.tables.set(key, table)
  alter(schema, table, command, origin)
  const goesDown =
    inherited.has(command.subtype ?? '') ||
    (command.subtype === 'AT_AddConstraint' && addedGoesDown(table, command))
  if (!recurse || !goesDown) return
  for (const child of childrenOf(schema, key))
    alterWithChildren(schema, child.key, command, { ...how, recurse: true })
  if (command.subtype === 'AT_AddConstraint') {
    for (const child of childrenOf(schema, key)) passKeysDown(schema, key, child.key, origin)
  }
}

const inherited = new Set([
  'AT_AddColumn',
  'AT_DropColumn',
  'AT_AlterColumnType',
  'AT_ColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_DropConstraint',
  'AT_ValidateConstraint',
  'AT_SetExpression',
  'AT_DropExpression',
])

function addedGoesDown(table: Table, { def }: AlterTableCmd): boolean {
  const constraint = def && nodeOf(def, 'Constraint')
  if (!constraint || constraint.is_no_inherit) return false
  const { contype } = constraint
  if (contype === 'CONSTR_CHECK') return constraint.conname !== undefined || table.kind !== 'table'
  return contype === 'CONSTR_NOTNULL'
}

function passKeysDown(schema: SchemaModel, parent: string, child: string, origin: Origin): void {
  const from = schema.tables.get(parent)
  const to = schema.tables.get(child)
  if (!from || !to || to.partitionOf !== parent) return
  const copy = copyTable(to)
  inheritKeys(schema, from, copy, origin)
  schema.tables.set(child, copy)
  for (const each of childrenOf(schema, child)) passKeysDown(schema, child, each.key, origin)
}

function alter(schema: SchemaModel, table: Table, command: AlterTableCmd, origin: Origin): void {
  const { subtype, name = '', def } = command
  const cascade = command.behavior === 'DROP_CASCADE'
  switch (subtype) {
    case 'AT_AddColumn':
      addColumn(schema, table, command, origin)
      return
    case 'AT_DropColumn':
      dropColumn(schema, table, name, cascade)
      return
    case 'AT_AddConstraint': {
      const node = def && nodeOf(def, 'Constraint')
      if (node) addConstraints(schema, table, [{ node, column: null }], { origin, creating: false })
      if (table.kind === 'partitioned') {
        for (const child of childrenOf(schema, table.key)) passKeysDown(schema, table.key, child.key, origin)
      }
      return
    }
    case 'AT_DropConstraint':
      dropConstraint(schema, table, name, cascade)
      return
    case 'AT_ValidateConstraint': {
      const constraint = table.constraints.get(name)
      if (!constraint) return
      table.constraints.set(name, { ...constraint, validated: true })
      if (constraint.kind === 'not null')
        for (const each of constraint.columns) editColumn(table, each, { notNull: true })
      return
    }
    case 'AT_AttachPartition':
    case 'AT_DetachPartition': {
      const partition = def && nodeOf(def, 'PartitionCmd')
      if (partition) movePartition(schema, table, partition, subtype === 'AT_AttachPartition', origin)
      return
    }
    case 'AT_AddInherit':
    case 'AT_DropInherit': {
      const parent = def && nodeOf(def, 'RangeVar')
      if (!parent) return
      const others = table.inherits.filter((each) => each !== keyOf(schema, parent))
      table.inherits = subtype === 'AT_AddInherit' ? [...others, keyOf(schema, parent)] : others
      return
    }
    case 'AT_ReplicaIdentity': {
      const identity = def && nodeOf(def, 'ReplicaIdentityStmt')
      const type = identity?.identity_type
      table.replicaIdentity =
        type === 'f'
          ? 'full'
          : type === 'n'
            ? 'nothing'
            : type === 'i'
              ? { index: identity?.name ?? '' }
              : 'default'
      return
    }
    case 'AT_SetLogged':
    case 'AT_SetUnLogged':
      table.unlogged = subtype === 'AT_SetUnLogged'
      return
    case 'AT_EnableRowSecurity':
    case 'AT_DisableRowSecurity':
      table.rowSecurity = subtype === 'AT_EnableRowSecurity'
      return
    case 'AT_EnableTrig':
    case 'AT_EnableAlwaysTrig':
    case 'AT_EnableReplicaTrig':
    case 'AT_DisableTrig':
      enableTriggers(table, (each) => each === name, subtype !== 'AT_DisableTrig')
      return
    case 'AT_EnableTrigAll':
    case 'AT_EnableTrigUser':
    case 'AT_DisableTrigAll':
    case 'AT_DisableTrigUser':
      enableTriggers(table, () => true, subtype.startsWith('AT_Enable'))
      return
    default:
      alterColumn(schema, table, command, origin)
  }
}

function enableTriggers(table: Table, wanted: (name: string) => boolean, enabled: boolean): void {
  for (const trigger of table.triggers.values()) {
    if (wanted(trigger.name)) table.triggers.set(trigger.name, { ...trigger, enabled })
  }
}

function movePartition(
  schema: SchemaModel,
  parent: Table,
  { name, bound }: PartitionCmd,
  attach: boolean,
  origin: Origin,
): void {
  const found = tableOf(schema, name)
  if (!found) return
  const partition = copyTable(found)
  schema.tables.set(partition.key, partition)
  partition.partitionOf = attach ? parent.key : null
  partition.defaultPartition = attach && bound?.is_default === true
  if (!attach) return
  if (parent.kind === 'table' && !parent.complete) parent.kind = 'partitioned'
  for (const column of parent.columns.values()) {
    if (column.identity) editColumn(partition, column.name, { identity: column.identity })
  }
  inheritKeys(schema, parent, partition, origin)
  for (const each of childrenOf(schema, partition.key)) passKeysDown(schema, partition.key, each.key, origin)
}

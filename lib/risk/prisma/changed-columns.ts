import type { AlterTableCmd, AlterTableStmt, ColumnDef, Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import type { ParsedStatement } from '../../sql/parse'
import { keyOf } from '../model/lookup'
import type { Column, SchemaModel, TypeRef } from '../model/model'
import { typeOf } from '../model/types'
import type { MigrationAt } from '../rule'

export interface CommandAt {
  statement: number
  command: number
  /** `schema.name`. */
  table: string
}

export interface DroppedColumn extends CommandAt {
  name: string
  /** Null: the model does not know it. */
  column: Column | null
}

export interface AddedColumn extends CommandAt {
  name: string
  definition: ColumnDef
  /** `serial` and the like as the integers that they are. */
  type: TypeRef
  serial: boolean
  notNull: boolean
  default: Node | null
}

/** Columns that a script drops from tables that were there before it, and those that it adds to them, in order. */
export function changedColumns(migration: Pick<MigrationAt, 'statements' | 'before'>): ChangedColumns {
  const found = knownColumns.get(migration) ?? findChanged(migration)
  knownColumns.set(migration, found)
  return found
}

/** The names of the columns that the script drops from that table. */
export function droppedFrom(
  migration: Pick<MigrationAt, 'statements' | 'before'>,
  key: string,
): ReadonlySet<string> {
  const changed = changedColumns(migration)
  changed.droppedFrom ??= new Map(
    [...groupedByTable(changed.dropped)].map(([table, all]) => [table, new Set(all.map(({ name }) => name))]),
  )
  return changed.droppedFrom.get(key) ?? new Set()
}

interface ChangedColumns {
  dropped: DroppedColumn[]
  added: AddedColumn[]
  /** Once it was asked for. */
  droppedFrom?: ReadonlyMap<string, ReadonlySet<string>>
}

export function groupedByTable<T extends { table: string }>(columns: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const column of columns) {
    const same = found.get(column.table)
    if (same) same.push(column)
    else found.set(column.table, [column])
  }
  return found
}

/** By script: many rules ask. */
const knownColumns = new WeakMap<object, ChangedColumns>()

function findChanged(migration: Pick<MigrationAt, 'statements' | 'before'>): ChangedColumns {
  const dropped: DroppedColumn[] = []
  const added: AddedColumn[] = []
  const { before } = migration
  for (const { at, command } of alterCommands(migration.statements, before)) {
    if (command.subtype === 'AT_DropColumn' && command.name !== undefined) {
      const column = before.tables.get(at.table)?.columns.get(command.name) ?? null
      dropped.push({ ...at, name: command.name, column })
    }
    const definition = command.def && nodeOf(command.def, 'ColumnDef')
    if (command.subtype === 'AT_AddColumn' && definition) added.push(addedColumn(at, definition, before))
  }
  return { dropped, added }
}

interface AlterCommand {
  at: CommandAt
  alter: AlterTableStmt
  command: AlterTableCmd
}

/** The commands of every ALTER TABLE, each with its place. `schema`: before the script. */
export function alterCommands(statements: readonly ParsedStatement[], schema: SchemaModel): AlterCommand[] {
  const known = knownCommands.get(statements)
  if (known?.schema === schema) return known.commands
  const commands = findCommands(statements, schema)
  knownCommands.set(statements, { schema, commands })
  return commands
}

/** By script: many rules ask, some of them about each of its foreign keys. */
const knownCommands = new WeakMap<object, { schema: SchemaModel; commands: AlterCommand[] }>()

function findCommands(statements: readonly ParsedStatement[], schema: SchemaModel): AlterCommand[] {
  return statements.flatMap(({ tree, index }) => {
    const alter = tree && nodeOf(tree, 'AlterTableStmt')
    if (!alter?.relation || alter.objtype !== 'OBJECT_TABLE') return []
    const table = keyOf(schema, alter.relation)
    return (alter.cmds ?? []).flatMap((node, command) => {
      const found = nodeOf(node, 'AlterTableCmd')
      return found ? [{ at: { statement: index, command, table }, alter, command: found }] : []
    })
  })
}

export function addedColumn(at: CommandAt, definition: ColumnDef, schema: SchemaModel): AddedColumn {
  const written = typeOf(definition.typeName, schema)
  const integer = serials[written.name]
  const constraints = (definition.constraints ?? []).flatMap((node) => nodeOf(node, 'Constraint') ?? [])
  const has = (kind: string) => constraints.some(({ contype }) => contype === kind)
  return {
    ...at,
    name: definition.colname ?? '',
    definition,
    type: integer === undefined ? written : { ...written, name: integer },
    serial: integer !== undefined,
    notNull: integer !== undefined || has('CONSTR_NOTNULL') || has('CONSTR_PRIMARY'),
    default: constraints.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.raw_expr ?? null,
  }
}

const serials: Record<string, string> = {
  serial: 'int4',
  serial4: 'int4',
  bigserial: 'int8',
  serial8: 'int8',
  smallserial: 'int2',
  serial2: 'int2',
}

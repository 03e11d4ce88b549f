import { parseSync } from 'libpg-query'

/** A table as a script names it; `schema` is null where the script leaves it to `search_path`. */
export interface TableName {
  schema: string | null
  table: string
}

/** What a statement does to rows, read from its syntax alone. */
export type Effect =
  | ({ kind: 'create-table' | 'drop-table' | 'delete' | 'insert' } & TableName)
  /** `cascade`: and what refers to it. */
  | ({ kind: 'truncate'; cascade: boolean } & TableName)
  | ({ kind: 'update'; columns: string[] } & TableName)
  | ({ kind: 'drop-column'; column: string } & TableName)
  | ({ kind: 'add-column'; column: string; required: boolean } & TableName)
  | ({ kind: 'set-not-null'; column: string } & TableName)
  | ({
      kind: 'retype'
      column: string
      to: string
      length: number | null
      schemaOfType: string | null
      array: boolean
      /** USING computes the value by more than casts of the old one. */
      computed: boolean
    } & TableName)
  | ({ kind: 'rename-table'; to: string } & TableName)
  | ({ kind: 'rename-column'; column: string; to: string } & TableName)
  | { kind: 'create-enum'; schema: string | null; type: string; labels: string[] }
  | { kind: 'rename-type'; schema: string | null; type: string; to: string }
  | { kind: 'drop-schema'; schema: string }
  /** A unique index or constraint over whole columns and all rows. */
  | ({ kind: 'unique'; columns: string[] } & TableName)
  /** Locks or reads the table, and does nothing to its rows that is told above. */
  | ({ kind: 'touch' } & TableName)
  /** DO blocks, function calls: what they do to rows is not in the syntax. */
  | { kind: 'opaque' }

// The parser's tree, as far as it is read here. It is protobuf's JSON: https://github.com/pganalyze/libpg_query
// biome-ignore lint/suspicious/noExplicitAny: the tree has several hundred node types
type Node = any

/** The effects of one statement, in order; an unparsable one is opaque. Needs `loadParser()` before. */
export function effectsOf(statement: string): Effect[] {
  try {
    const parsed = parseSync(statement) as { stmts?: { stmt?: Node }[] }
    return (parsed.stmts ?? []).flatMap(({ stmt }) => (stmt ? effectsOfNode(stmt) : []))
  } catch {
    return [{ kind: 'opaque' }]
  }
}

function effectsOfNode(stmt: Node): Effect[] {
  const [body] = Object.values(stmt) as Node[]
  const parts: Node[] = body?.withClause?.ctes ?? []
  return [...parts.flatMap((part) => effectsOfNode(part.CommonTableExpr.ctequery)), ...effectsOfMain(stmt)]
}

function effectsOfMain(stmt: Node): Effect[] {
  if (stmt.CreateStmt) return [{ kind: 'create-table', ...name(stmt.CreateStmt.relation) }]
  if (stmt.CreateTableAsStmt) return [{ kind: 'create-table', ...name(stmt.CreateTableAsStmt.into?.rel) }]
  if (stmt.DropStmt) return drops(stmt.DropStmt)
  if (stmt.TruncateStmt) {
    const cascade = stmt.TruncateStmt.behavior === 'DROP_CASCADE'
    return stmt.TruncateStmt.relations.map((r: Node) => ({ kind: 'truncate', cascade, ...name(r.RangeVar) }))
  }
  if (stmt.DeleteStmt) return [{ kind: 'delete', ...name(stmt.DeleteStmt.relation) }]
  if (stmt.UpdateStmt) return [update(stmt.UpdateStmt.targetList, name(stmt.UpdateStmt.relation))]
  if (stmt.InsertStmt) {
    const { relation, onConflictClause } = stmt.InsertStmt
    const inserted: Effect = { kind: 'insert', ...name(relation) }
    if (onConflictClause?.action !== 'ONCONFLICT_UPDATE') return [inserted]
    return [inserted, update(onConflictClause.targetList, name(relation))]
  }
  if (stmt.MergeStmt) return [{ kind: 'opaque' }]
  if (stmt.AlterTableStmt) return alterations(stmt.AlterTableStmt)
  if (stmt.IndexStmt) return [index(stmt.IndexStmt)]
  if (stmt.RenameStmt) return renames(stmt.RenameStmt)
  if (stmt.CreateEnumStmt) {
    const [schema, type] = qualified(stmt.CreateEnumStmt.typeName)
    return [{ kind: 'create-enum', schema, type, labels: (stmt.CreateEnumStmt.vals ?? []).map(text) }]
  }
  if (stmt.DoStmt || stmt.CallStmt) return [{ kind: 'opaque' }]
  return []
}

function update(targets: Node[] | undefined, table: TableName): Effect {
  const columns = (targets ?? []).map((target: Node) => target.ResTarget?.name ?? '')
  return { kind: 'update', columns, ...table }
}

function drops(drop: Node): Effect[] {
  if (drop.removeType === 'OBJECT_SCHEMA') {
    return drop.objects.map((object: Node) => ({ kind: 'drop-schema', schema: text(object) }))
  }
  if (drop.removeType !== 'OBJECT_TABLE') return []
  return drop.objects.map((object: Node) => {
    const [schema, table] = qualified(object.List.items)
    return { kind: 'drop-table', schema, table }
  })
}

function alterations(alter: Node): Effect[] {
  if (alter.objtype !== 'OBJECT_TABLE') return []
  const table = name(alter.relation)
  const told = (alter.cmds ?? []).flatMap(({ AlterTableCmd: command }: Node): Effect[] => {
    const column: string = command.name ?? ''
    if (command.subtype === 'AT_DropColumn') return [{ kind: 'drop-column', column, ...table }]
    if (command.subtype === 'AT_SetNotNull') return [{ kind: 'set-not-null', column, ...table }]
    if (command.subtype === 'AT_AddColumn') {
      const definition = command.def.ColumnDef
      return [{ kind: 'add-column', column: definition.colname, required: isRequired(definition), ...table }]
    }
    if (command.subtype === 'AT_AddConstraint') return constraint(command.def.Constraint, table)
    if (command.subtype === 'AT_AlterColumnType') {
      const type = command.def.ColumnDef.typeName
      const [schemaOfType, to] = qualified(type.names)
      const length = type.typmods?.[0]?.A_Const?.ival?.ival ?? null
      const array = Boolean(type.arrayBounds)
      const using = command.def.ColumnDef.raw_default
      const computed = using !== undefined && !isCastOf(using, column)
      return [{ kind: 'retype', column, to, length, schemaOfType, array, computed, ...table }]
    }
    return []
  })
  return told.length > 0 ? told : [{ kind: 'touch', ...table }]
}

function isCastOf(expression: Node, column: string): boolean {
  if (expression.TypeCast) return isCastOf(expression.TypeCast.arg, column)
  const fields: Node[] = expression.ColumnRef?.fields ?? []
  return fields.length > 0 && text(fields.at(-1)) === column
}

/** Of a foreign key, both its tables are locked. */
function constraint(added: Node, table: TableName): Effect[] {
  if (
    ['CONSTR_UNIQUE', 'CONSTR_PRIMARY'].includes(added.contype) &&
    added.keys &&
    !added.nulls_not_distinct
  ) {
    return [{ kind: 'unique', columns: added.keys.map(text), ...table }]
  }
  const tables = added.pktable ? [table, name(added.pktable)] : [table]
  return tables.map((one) => ({ kind: 'touch', ...one }))
}

/** Only what is unique over plain columns and every row can be counted from its text. */
function index(created: Node): Effect {
  const table = name(created.relation)
  const columns: string[] = (created.indexParams ?? []).map((part: Node) => part.IndexElem?.name ?? '')
  const plain =
    created.unique && !created.whereClause && !created.nulls_not_distinct && columns.every(Boolean)
  return plain ? { kind: 'unique', columns, ...table } : { kind: 'touch', ...table }
}

/** NOT NULL, and nothing that would fill it for the rows that are there. */
function isRequired(definition: Node): boolean {
  const types: string[] = (definition.constraints ?? []).map((entry: Node) => entry.Constraint.contype)
  const filled = types.some((type) =>
    ['CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED'].includes(type),
  )
  const serial = /^(small|big)?serial[248]?$/.test(qualified(definition.typeName.names)[1])
  return !filled && !serial && types.some((type) => type === 'CONSTR_NOTNULL' || type === 'CONSTR_PRIMARY')
}

function renames(rename: Node): Effect[] {
  if (rename.renameType === 'OBJECT_TABLE')
    return [{ kind: 'rename-table', to: rename.newname, ...name(rename.relation) }]
  if (rename.renameType === 'OBJECT_COLUMN' && rename.relation) {
    return [{ kind: 'rename-column', column: rename.subname, to: rename.newname, ...name(rename.relation) }]
  }
  if (rename.renameType === 'OBJECT_TYPE') {
    const [schema, type] = qualified(rename.object.List.items)
    return [{ kind: 'rename-type', schema, type, to: rename.newname }]
  }
  return []
}

function name(relation: Node): TableName {
  return { schema: relation?.schemaname ?? null, table: relation?.relname ?? '' }
}

function qualified(parts: Node[]): [string | null, string] {
  const names = parts.map(text)
  return [names.at(-2) ?? null, names.at(-1) ?? '']
}

function text(node: Node): string {
  return node.String?.sval ?? ''
}

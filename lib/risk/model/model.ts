import type { Node } from 'libpg-query'

/** Which statement of which analysed script made it; null: it was there before them. */
export type Origin = { migration: number; statement: number } | null

/**
 * `int4`, `varchar`, `timestamptz`: PostgreSQL's internal names, without `pg_catalog`. `unknown`: a script spoke of the
 * column without telling its type.
 */
export interface TypeRef {
  /** Of a user's type, where it is known or written. Null for the types of extensions. */
  schema: string | null
  name: string
  modifiers: number[]
  array: boolean
}

export interface Column {
  name: string
  type: TypeRef
  notNull: boolean
  /** The tree of the default's expression, null: none. */
  default: Node | null
  /** From a sequence that the column owns: SERIAL. */
  serial: boolean
  identity: 'always' | 'by default' | null
  generated: { kind: 'stored' | 'virtual'; expression: Node | null } | null
  collation: string | null
  born: Origin
}

export type ForeignAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface Constraint {
  name: string
  kind: 'check' | 'foreign' | 'primary' | 'unique' | 'exclusion' | 'not null'
  /** Of this table, where the definition names them; of a check: those that its expression uses. */
  columns: string[]
  /** Of a check. */
  expression: Node | null
  validated: boolean
  /** Of primary, unique, exclusion: the name of the index behind it. */
  index: string | null
  /** Of a foreign key. `table` is a key of `SchemaModel.tables`, which need not be there. */
  references: { table: string; columns: string[]; onDelete: ForeignAction; onUpdate: ForeignAction } | null
  noInherit: boolean
  born: Origin
}

export interface Index {
  name: string
  /** Null for an expression. */
  columns: (string | null)[]
  include: string[]
  /** Trees of the expressions, in order. */
  expressions: Node[]
  /** For each part its operator class, collation and sort order; empty where they are the usual ones. Or none at all. */
  manners: string[]
  predicate: Node | null
  unique: boolean
  method: string
  /** False: a concurrent build left it unusable. */
  valid: boolean
  /** The name of the constraint that it backs. */
  constraint: string | null
  born: Origin
}

/**
 * A table in any of its kinds. Its key in `SchemaModel.tables` is `schema.name`, unquoted. Never changed once it is in a
 * model: a statement that changes it puts another one in its place, so that a copied model stays as it was.
 */
export interface Table {
  key: string
  schema: string
  name: string
  kind: 'table' | 'partitioned' | 'foreign'
  /** In order. */
  columns: Map<string, Column>
  constraints: Map<string, Constraint>
  indexes: Map<string, Index>
  triggers: Map<string, Trigger>
  policies: Map<string, { name: string; uses: Uses; born: Origin }>
  rules: Map<string, { name: string; uses: Uses; born: Origin }>
  rowSecurity: boolean
  unlogged: boolean
  temporary: boolean
  replicaIdentity: 'default' | 'full' | 'nothing' | { index: string }
  /** Key of the partitioned table that it is a partition of. */
  partitionOf: string | null
  defaultPartition: boolean
  /** Columns (null: expressions) of the partition key; null: not partitioned. */
  partitionKey: (string | null)[] | null
  /** Keys. */
  inherits: string[]
  /** False: known only from scripts that mention it, so there may be more columns, constraints and indexes. */
  complete: boolean
  born: Origin
}

/** What a query or an expression reads: a table's or view's key → columns; `all`: every one that it has, whatever comes. */
export type Uses = Map<string, Set<string> | 'all'>

export interface Trigger {
  name: string
  /** Key of `SchemaModel.functions`. */
  function: string
  enabled: boolean
  /** Of its table: those of `UPDATE OF`, and those that its WHEN names. */
  columns: string[]
  born: Origin
}

export interface View {
  key: string
  schema: string
  name: string
  materialized: boolean
  /** Names, in order; null: they could not be told. */
  columns: string[] | null
  query: Node | null
  uses: Uses
  indexes: Map<string, Index>
  born: Origin
}

export interface UserType {
  key: string
  kind: 'enum' | 'domain' | 'composite' | 'range'
  /** Of an enum, in order. */
  labels: { label: string; born: Origin }[]
  /** Of a domain. */
  base: TypeRef | null
  /** Of a domain; missing: not known. */
  default?: Node | null
  notNull: boolean
  checks: Map<string, { name: string; validated: boolean; born: Origin }>
  born: Origin
}

/**
 * What the analysis knows of the schema at one point of the scripts. Its maps are changed by `applyStatement` alone; what
 * is in them never changes.
 */
export interface SchemaModel {
  /** Where names without a schema lead. */
  defaultSchema: string
  /** The same at the beginning of a session, before a script says `SET search_path`. */
  homeSchema: string
  /** All schemas that such names are looked for in; `defaultSchema` is the first. */
  searchPath: readonly string[]
  schemas: Map<string, { name: string; born: Origin }>
  tables: Map<string, Table>
  views: Map<string, View>
  types: Map<string, UserType>
  sequences: Map<string, { key: string; ownedBy: { table: string; column: string } | null; born: Origin }>
  /** By `schema.name`; overloads share an entry, the most volatile counts. */
  functions: Map<string, { key: string; volatility: 'immutable' | 'stable' | 'volatile'; born: Origin }>
  extensions: Map<string, { name: string; born: Origin }>
  /** Everything of the database is in here: what is not here does not exist. False for scripts without a schema. */
  complete: boolean
}

import type { Session } from '../databases/database'
import { quoteIdentifier, quoteLiteral } from './names'
import { type KnownTypes, type NeededType, readTypes, typesInOrder } from './tables-types'

/** A table as far as its rows need it: no defaults, constraints or indexes. */
export interface HeldTable {
  schema: string
  name: string
  /** Path of its file within the snapshot. */
  file: string
  /** On the server, when it was taken. */
  bytes: number
  columns: { name: string; type: string }[]
  /** Among the columns are computed ones, which COPY of the table itself leaves out. */
  computed: boolean
}

export interface Definitions {
  format: 1
  extensions: { name: string; schema: string }[]
  types: NeededType[]
  tables: HeldTable[]
}

/** Tables that hold rows of `scope`: those themselves, their partitions and heirs, and the ledger. */
export async function tablesOfScope(session: Session, scope: readonly string[]): Promise<FoundTable[]> {
  const { rows } = await session.query<FoundTable>(
    `with recursive wanted(oid) as (
       select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and c.relpersistence <> 't'
         and (n.nspname || '.' || c.relname = any ($1)
           or c.relname = '_prisma_migrations' and n.nspname !~ '^(pg_|information_schema$)')
       union select i.inhrelid from pg_inherits i join wanted w on w.oid = i.inhparent)
     select c.oid::int8::float8 as oid, n.nspname::text as schema, c.relname::text as name,
       pg_table_size(c.oid)::float8 as bytes,
       has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') and not row_security_active(c.oid) as readable
     from wanted w join pg_class c on c.oid = w.oid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' order by n.nspname collate "C", c.relname collate "C"`,
    [scope],
  )
  return rows
}

export interface FoundTable {
  oid: number
  schema: string
  name: string
  bytes: number
  readable: boolean
}

/** What it takes to hold these tables' rows elsewhere, as it is now. */
export async function readDefinitions(session: Session, found: readonly FoundTable[]): Promise<Definitions> {
  const { rows } = await session.query<{
    table: number
    name: string
    type: string
    typeId: number
    computed: boolean
  }>(
    `select a.attrelid::int8::float8 as "table", a.attname::text as name, format_type(a.atttypid, a.atttypmod) as type,
       a.atttypid::int8::float8 as "typeId", a.attgenerated <> '' as computed
     from pg_attribute a where a.attrelid = any ($1::oid[]) and a.attnum > 0 and not a.attisdropped
     order by a.attrelid, a.attnum`,
    [found.map(({ oid }) => oid)],
  )
  const known = await readTypes(
    session,
    rows.map(({ typeId }) => typeId),
  )
  return {
    format: 1,
    ...typesInOrder(known),
    tables: found.map(({ oid, schema, name, bytes }, index) => {
      const columns = rows.filter(({ table }) => table === oid)
      return {
        schema,
        name,
        bytes,
        file: `data/${index}.copy.br`,
        columns: columns.map((column) => ({ name: column.name, type: heldAs(column, known) })),
        computed: columns.some(({ computed }) => computed),
      }
    }),
  }
}

/** What cannot be made anew elsewhere is held as its text, which is what COPY writes anyway. */
function heldAs({ type, typeId }: { type: string; typeId: number }, known: KnownTypes): string {
  return known.get(typeId)?.possible ? type : 'text'
}

export function tableName({ schema, name }: Pick<HeldTable, 'schema' | 'name'>): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`
}

/** Each a statement of its own. */
export function createStatements({ types, tables }: Definitions): string[] {
  const schemas = [...new Set([...types, ...tables].map(({ schema }) => schema))]
  return [
    ...schemas.map((schema) => `create schema if not exists ${quoteIdentifier(schema)}`),
    ...types.map(createType),
    ...tables.map((table) => {
      const columns = table.columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`)
      return `create table ${tableName(table)} (${columns.join(', ')})`
    }),
  ]
}

function createType(type: NeededType): string {
  const name = `${quoteIdentifier(type.schema)}.${quoteIdentifier(type.name)}`
  if (type.kind === 'enum') return `create type ${name} as enum (${type.labels.map(quoteLiteral).join(', ')})`
  // Its checks say nothing about rows that are there already.
  if (type.kind === 'domain') return `create domain ${name} as ${type.base}`
  if (type.kind === 'range') return `create type ${name} as range (subtype = ${type.subtype})`
  const attributes = type.attributes.map(
    (attribute) => `${quoteIdentifier(attribute.name)} ${attribute.type}`,
  )
  return `create type ${name} as (${attributes.join(', ')})`
}

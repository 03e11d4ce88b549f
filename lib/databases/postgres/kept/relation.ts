import pg from 'pg'
import { DatabaseError, type Session } from '../../database'

/** A table as it is now, for reading from it or writing into it. */
export interface Relation {
  oid: number
  /** Quoted and qualified. */
  name: string
  owner: string
  rowSecurity: boolean
  forced: boolean
  columns: Map<string, Column>
}

export interface Column {
  number: number
  /** As `format_type` writes it for `::`. */
  type: string
  /** Whether the type, or what it is an array of, is the user's: a copy that held it would be in its way. */
  foreign: boolean
  /** The same of its collation. */
  foreignCollation: boolean
  identity: 'a' | 'd' | ''
  generated: boolean
  /** Operator by which two of its values are compared, qualified: a search path may hold somebody's own. */
  equals: string
}

export const quoted = (name: string): string => pg.escapeIdentifier(name)

/** By `schema.name`, unquoted; null: there is none. Throws where the name fits two tables. */
export async function findRelation(session: Session, table: string): Promise<Relation | null> {
  const { rows } = await session.query<Omit<Relation, 'columns'>>(
    `SELECT c.oid::int8::float8 AS oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS forced
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND pg_catalog.format('%s.%s', n.nspname, c.relname) = $1`,
    [table],
  )
  if (rows.length > 1)
    throw new DatabaseError({ sqlstate: '42P09', message: `“${table}” is the name of two tables.` })
  const found = rows[0]
  if (!found) return null
  const { rows: columns } = await session.query<Column & { name: string }>(
    `SELECT a.attname::text AS name, a.attnum::int AS number, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       a.attidentity::text AS identity, a.attgenerated <> '' AS generated,
       coalesce(e.typnamespace, t.typnamespace) <> 'pg_catalog'::regnamespace AS foreign,
       coalesce((SELECT l.collnamespace <> 'pg_catalog'::regnamespace FROM pg_catalog.pg_collation l
         WHERE l.oid = a.attcollation), false) AS "foreignCollation",
       coalesce((SELECT pg_catalog.format('OPERATOR(%s.%s)', o.oprnamespace::regnamespace, o.oprname) FROM pg_catalog.pg_opclass oc
         JOIN pg_catalog.pg_am am ON am.oid = oc.opcmethod AND am.amname = 'btree'
         JOIN pg_catalog.pg_amop ao ON ao.amopfamily = oc.opcfamily AND ao.amoplefttype = oc.opcintype
           AND ao.amoprighttype = oc.opcintype AND ao.amopstrategy = 3
         JOIN pg_catalog.pg_operator o ON o.oid = ao.amopopr
         WHERE oc.opcdefault AND oc.opcintype = coalesce(nullif(t.typbasetype, 0), t.oid)), 'OPERATOR(pg_catalog.=)') AS equals
     FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
     WHERE a.attrelid = $1::text::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [String(found.oid)],
  )
  return { ...found, columns: new Map(columns.map(({ name, ...column }) => [name, column])) }
}

/** As `findRelation`; 42P01 where there is none. */
export async function mustFind(session: Session, table: string): Promise<Relation> {
  const found = await findRelation(session, table)
  if (!found) throw new DatabaseError({ sqlstate: '42P01', message: `There is no table ${table}.` })
  return found
}

export function columnOf(relation: Relation, name: string): Column {
  const column = relation.columns.get(name)
  if (column) return column
  const message = `${relation.name} has no column ${quoted(name)}.`
  throw new DatabaseError({ sqlstate: '42703', message })
}

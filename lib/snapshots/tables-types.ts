import type { Session } from '../databases/database'

/** A type of the user's that columns need. */
export type NeededType = { schema: string; name: string } & (
  | { kind: 'enum'; labels: string[] }
  | { kind: 'domain'; base: string }
  | { kind: 'range'; subtype: string }
  | { kind: 'composite'; attributes: { name: string; type: string }[] }
)

interface TypeRow {
  oid: number
  schema: string
  name: string
  /** As in pg_type: b, c, d, e, m, p, r. */
  kind: string
  /** Object ids of the types that it is made of. */
  parts: number[]
  extension: string | null
  extensionSchema: string | null
  labels: string[] | null
  /** Of a domain or a range. */
  base: string | null
  attributes: { name: string; type: string }[] | null
  /** The row of a table, and not a type of its own. */
  row: boolean
  array: boolean
}

/** By object id. `possible`: it can be made anew in another database. */
export type KnownTypes = Map<number, TypeRow & { possible: boolean }>

/** These types and all that they are made of. The search path must be `pg_catalog`, so that names come qualified. */
export async function readTypes(session: Session, ids: readonly number[]): Promise<KnownTypes> {
  const found = new Map<number, TypeRow>()
  for (let wanted = [...new Set(ids)]; wanted.length > 0; ) {
    const { rows } = await session.query<TypeRow>(typesQuery, [wanted])
    for (const row of rows) found.set(row.oid, row)
    wanted = [...new Set(rows.flatMap(({ parts }) => parts))].filter((id) => !found.has(id))
  }
  return new Map([...found].map(([id, row]) => [id, { ...row, possible: isPossible(id, found) }]))
}

function isPossible(id: number, found: Map<number, TypeRow>): boolean {
  const row = found.get(id)
  if (!row) return false
  if (row.array) return row.parts.every((part) => isPossible(part, found))
  // Names of things that the other database does not have.
  if (row.schema === 'pg_catalog') return !row.name.startsWith('reg')
  if (row.extension !== null || row.kind === 'e') return true
  if (row.row || !['c', 'd', 'm', 'r'].includes(row.kind)) return false
  // Ranges over one's own types may need their operators.
  if (row.kind === 'r') return row.parts.every((part) => found.get(part)?.schema === 'pg_catalog')
  if (row.kind === 'm') return false
  return row.parts.every((part) => isPossible(part, found))
}

/** What has to be created, what others are made of first. */
export function typesInOrder(known: KnownTypes): {
  extensions: { name: string; schema: string }[]
  types: NeededType[]
} {
  const extensions = new Map<string, string>()
  const types = new Map<number, NeededType>()
  const visit = (id: number) => {
    const row = known.get(id)
    if (!row?.possible || types.has(id)) return
    if (row.extension !== null && row.extensionSchema !== null) {
      extensions.set(row.extension, row.extensionSchema)
      return
    }
    for (const part of row.parts) visit(part)
    const needed = row.array || row.schema === 'pg_catalog' ? null : neededType(row)
    if (needed) types.set(id, needed)
  }
  for (const id of known.keys()) visit(id)
  return {
    extensions: [...extensions].map(([name, schema]) => ({ name, schema })),
    types: [...types.values()],
  }
}

function neededType({ schema, name, kind, labels, base, attributes }: TypeRow): NeededType | null {
  if (kind === 'e') return { schema, name, kind: 'enum', labels: labels ?? [] }
  if (kind === 'd' && base !== null) return { schema, name, kind: 'domain', base }
  if (kind === 'r' && base !== null) return { schema, name, kind: 'range', subtype: base }
  return kind === 'c' ? { schema, name, kind: 'composite', attributes: attributes ?? [] } : null
}

const typesQuery = `
  select t.oid::int8::float8 as oid, n.nspname::text as schema, t.typname::text as name, t.typtype::text as kind,
    coalesce(t.typelem <> 0 and t.typcategory = 'A', false) as "array",
    coalesce(c.relkind <> 'c', false) as "row",
    x.extname::text as extension, xn.nspname::text as "extensionSchema",
    (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid) as labels,
    case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod)
      when 'r' then (select format_type(r.rngsubtype, null) from pg_range r where r.rngtypid = t.oid) end as base,
    (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
      from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped) as attributes,
    array(select p::int8::float8 from (
      select t.typelem where t.typcategory = 'A' union select t.typbasetype union
      select r.rngsubtype from pg_range r where r.rngtypid = t.oid union
      select a.atttypid from pg_attribute a where c.relkind = 'c' and a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) parts(p) where p <> 0) as parts
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
    left join pg_depend d on d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e'
    left join pg_extension x on x.oid = d.refobjid and d.refclassid = 'pg_extension'::regclass
    left join pg_namespace xn on xn.oid = x.extnamespace
  where t.oid = any ($1::oid[])`

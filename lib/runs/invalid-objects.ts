import type { Session } from '../databases/database'

/** An index that exists but that PostgreSQL does not use: what a concurrent build leaves when it is stopped. */
export interface InvalidIndex {
  oid: number
  name: string
  /** `schema.name`, quoted where needed. */
  qualified: string
}

export async function invalidIndexes(session: Session): Promise<InvalidIndex[]> {
  const { rows } = await session.query<InvalidIndex>(
    `SELECT c.oid::int8::int4 AS oid, c.relname AS name,
       format('%I.%I', n.nspname, c.relname) AS qualified
     FROM pg_catalog.pg_index i
     JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname NOT LIKE 'pg\\_%'
     ORDER BY 3`,
  )
  return rows
}

/** Those that were not there before. */
export function newlyInvalid(before: InvalidIndex[], now: InvalidIndex[]): InvalidIndex[] {
  const known = new Set(before.map((index) => index.oid))
  return now.filter((index) => !known.has(index.oid))
}

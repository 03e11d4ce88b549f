import type pg from 'pg'

/** A relation of users, as it is before a statement. */
export interface Relation {
  oid: number
  /** `schema.name`. */
  key: string
  kind: 'table' | 'index' | 'view' | 'materialized view' | 'sequence'
  /** Changes when it is written anew; null: it has no storage. */
  file: number | null
  /** Of 8 kB. */
  pages: number
  /** Of an index: the key of what it is on. */
  on: string | null
}

/** By OID. */
export async function relationsOf(client: pg.Client): Promise<Map<number, Relation>> {
  const { rows } = await client.query<Relation>(`
    select c.oid::int8::int as oid, n.nspname || '.' || c.relname as key,
      case c.relkind when 'i' then 'index' when 'I' then 'index' when 'v' then 'view'
        when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end as kind,
      nullif(c.relfilenode::int8, 0)::int as file,
      case when c.relkind in ('r', 'm') then pg_relation_size(c.oid) / 8192 else 0 end::int as pages,
      (select tn.nspname || '.' || t.relname from pg_index i join pg_class t on t.oid = i.indrelid
        join pg_namespace tn on tn.oid = t.relnamespace where i.indexrelid = c.oid) as on
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid >= 16384 and c.relkind <> 'c' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      and n.nspname !~ '^pg_toast_temp'`)
  return new Map(rows.map((row) => [row.oid, row.key.startsWith('pg_temp_') ? temporary(row) : row]))
}

/** Every session has its own `pg_temp_3`. */
function temporary(relation: Relation): Relation {
  return {
    ...relation,
    key: relation.key.replace(/^pg_temp_\d+/, 'pg_temp'),
    on: relation.on?.replace(/^pg_temp_\d+/, 'pg_temp') ?? null,
  }
}

/** OID → mode, as in `pg_locks`: `AccessExclusiveLock`. */
export async function locksOf(client: pg.Client, pid: number | null = null): Promise<[number, string][]> {
  const { rows } = await client.query<{ relation: number; mode: string }>(
    `select relation::int8::int as relation, mode from pg_locks
      where locktype = 'relation' and relation >= 16384 and pid = coalesce($1, pg_backend_pid())`,
    [pid],
  )
  return rows.map(({ relation, mode }) => [relation, mode])
}

/** `AccessExclusiveLock` → `ACCESS EXCLUSIVE`. */
export function modeWords(mode: string): string {
  return mode
    .replace(/Lock$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toUpperCase()
}

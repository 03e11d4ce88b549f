import type { TableFacts } from '../../../domain/live-risk'
import { DatabaseError, type Session } from '../../database'
import { tableSizes } from '../table-sizes'
import { bounded } from './bounded'

const bounds = { statementTimeoutMs: 10_000, lockTimeoutMs: 1_000 }

interface FactsRow extends Omit<TableFacts, 'rows' | 'dependents'> {
  dependents: string[] | null
}

/** Where somebody holds one of the tables locked, the sizes are what the last VACUUM or ANALYZE knew. */
export async function tables(session: Session, names: readonly string[]): Promise<TableFacts[]> {
  if (names.length === 0) return []
  const sizes = new Map((await tableSizes(session, [...names])).map((size) => [size.name, size]))
  const { rows } = await bounded(session, bounds, () => read(session, measured, names)).catch((error) => {
    if (!(error instanceof DatabaseError) || session.closed) throw error
    return bounded(session, bounds, () => read(session, remembered, names))
  })
  return rows.map(({ dependents, ...row }) => ({
    ...row,
    rows: sizes.get(row.name)?.rows ?? 0,
    dependents: dependents ?? [],
  }))
}

interface Sizes {
  heap: string
  index: string
}

const measured: Sizes = { heap: 'pg_table_size(l.oid)', index: 'pg_indexes_size(l.oid)' }

/** Opens no table. */
const remembered: Sizes = {
  heap: `l.relpages::int8 * current_setting('block_size')::int`,
  index: `(select coalesce(sum(i.relpages::int8), 0) from pg_index x join pg_class i on i.oid = x.indexrelid
    where x.indrelid = l.oid) * current_setting('block_size')::int`,
}

function read(session: Session, { heap, index }: Sizes, names: readonly string[]) {
  return session.query<FactsRow>(
    `select n.nspname || '.' || c.relname as name,
       s.heap::float8 as "heapBytes", s.index::float8 as "indexBytes", s.indexes::int as indexes,
       s.writes::float8 as "writesSeen",
       (select array_agg(d.what order by d.what) from (
         select 'foreign key ' || k.conrelid::regclass || '.' || k.conname as what
         from pg_constraint k where k.contype = 'f' and k.confrelid = c.oid and k.conparentid = 0
         union
         select case v.relkind when 'm' then 'materialized view ' else 'view ' end || v.oid::regclass
         from pg_depend p join pg_rewrite r on r.oid = p.objid join pg_class v on v.oid = r.ev_class
         where p.classid = 'pg_rewrite'::regclass and p.refclassid = 'pg_class'::regclass and p.refobjid = c.oid
           and v.oid <> c.oid and v.relkind in ('v', 'm')) d) as dependents
     from pg_class c join pg_namespace n on n.oid = c.relnamespace,
     lateral (
       select coalesce(sum(${heap}), 0) as heap, coalesce(sum(${index}), 0) as index,
         (select count(*) from pg_index x where x.indrelid = c.oid) as indexes,
         case when current_setting('track_counts')::bool
           then coalesce(sum(pg_stat_get_tuples_inserted(l.oid) + pg_stat_get_tuples_updated(l.oid)
             + pg_stat_get_tuples_deleted(l.oid)), 0) end as writes
       from pg_class l
       where l.relkind in ('r', 'm')
         and (l.oid = c.oid or l.oid in (select relid from pg_partition_tree(c.oid) where isleaf))) s
     where c.relkind in ('r', 'p', 'm') and n.nspname || '.' || c.relname = any($1)
     order by 1`,
    [names],
  )
}

export async function invalidIndexes(session: Session, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return []
  const { rows } = await session.query<{ name: string }>(
    `select i.relnamespace::regnamespace || '.' || i.relname as name
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
       join pg_namespace n on n.oid = c.relnamespace
     where not x.indisvalid and i.relkind = 'i' and n.nspname || '.' || c.relname = any($1)
       -- One that is being built at this moment is no leftover.
       and not exists (select from pg_stat_progress_create_index p where p.index_relid = i.oid)
     order by 1`,
    [names],
  )
  return rows.map(({ name }) => name)
}

import { DatabaseError, type Session, type TableSize } from '../database'

/** Below this a table that was never analysed is counted. */
const smallBytes = 8 * 1024 * 1024

interface SizeRow {
  name: string
  rows: number
  bytes: number
  counted: boolean
  sql_name: string
}

/** Even a size waits for whoever locked the table exclusively; what a plan says is not worth more than this. */
const lockWaitMs = 1_000

/**
 * Sizes of `schema.table` names; names that do not exist are left out. A partitioned table is the sum of its leaves.
 * Where somebody holds one of them locked, all are what the last ANALYZE knew.
 */
export async function tableSizes(session: Session, tables: string[]): Promise<TableSize[]> {
  if (session.inTransaction) return await measure(session, tables)
  try {
    await session.script(`BEGIN READ ONLY; SET LOCAL lock_timeout = ${lockWaitMs}`)
    const sizes = await measure(session, tables)
    await session.script('COMMIT')
    return sizes
  } catch (error) {
    if (!(error instanceof DatabaseError) || session.closed) throw error
    await session.script('ROLLBACK')
    if (error.info.sqlstate !== '55P03') throw error
    return await remembered(session, tables)
  }
}

async function measure(session: Session, tables: string[]): Promise<TableSize[]> {
  const { rows } = await session.query<SizeRow>(
    `select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as sql_name,
       s.bytes::float8 as bytes, coalesce(s.rows, 0)::float8 as rows,
       s.unknown and s.bytes < $2 and has_table_privilege(c.oid, 'select') as counted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace,
     lateral (
       select coalesce(sum(pg_total_relation_size(l.oid)), 0) as bytes,
         -- As the planner does: the density of the last ANALYZE times the pages of now.
         sum(case when l.relpages > 0 and l.reltuples >= 0 then l.reltuples / l.relpages * (pg_relation_size(l.oid) / current_setting('block_size')::int)
           else greatest(l.reltuples, pg_stat_get_live_tuples(l.oid)) end) as rows,
         coalesce(bool_or(l.reltuples < 0 or l.relpages = 0), true) as unknown
       from pg_class l
       where l.relkind in ('r', 'm') and (l.oid = c.oid
         or l.oid in (select relid from pg_partition_tree(c.oid) where isleaf))) s
     where c.relkind in ('r', 'p', 'm') and n.nspname || '.' || c.relname = any($1)
     order by 1`,
    [tables, smallBytes],
  )
  const sizes: TableSize[] = []
  for (const row of rows) {
    const counted = row.counted ? await count(session, row.sql_name) : Math.round(row.rows)
    sizes.push({ name: row.name, rows: counted, bytes: row.bytes })
  }
  return sizes
}

/** Opens no table. */
async function remembered(session: Session, tables: string[]): Promise<TableSize[]> {
  const { rows } = await session.query<TableSize>(
    `select n.nspname || '.' || c.relname as name, coalesce(s.rows, 0)::float8 as rows,
       (coalesce(s.pages, 0) * current_setting('block_size')::int)::float8 as bytes
     from pg_class c join pg_namespace n on n.oid = c.relnamespace,
     lateral (
       select sum(greatest(l.reltuples, pg_stat_get_live_tuples(l.oid), 0)) as rows, sum(l.relpages) as pages
       from pg_class l
       where l.relkind in ('r', 'm') and (l.oid = c.oid or l.oid in (
         with recursive below as (
           select inhrelid as oid from pg_inherits where inhparent = c.oid
           union all select i.inhrelid from pg_inherits i join below b on i.inhparent = b.oid)
         select oid from below))) s
     where c.relkind in ('r', 'p', 'm') and n.nspname || '.' || c.relname = any($1)
     order by 1`,
    [tables],
  )
  return rows
}

async function count(session: Session, table: string): Promise<number> {
  const { rows } = await session.query<{ n: string }>(`select count(*) as n from ${table}`)
  return Number(rows[0]?.n ?? 0)
}

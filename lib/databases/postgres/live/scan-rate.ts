import type { LiveRisk } from '../../../domain/live-risk'
import { DatabaseError, type Session } from '../../database'
import { bounded } from './bounded'

const bounds = {
  statementTimeoutMs: 3_000,
  lockTimeoutMs: 500,
  settings: { max_parallel_workers_per_gather: 0, synchronize_seqscans: 'off', jit: 'off' },
}

/** Less than this is read before a clock notices. */
const leastPages = 512
/** 64 MB of pages as PostgreSQL is built. */
const mostPages = 8_192

/**
 * Times reading the first 64 MB of one table, twice: what comes from the disk, and what is in memory already. A range of
 * ids is read block by block from 14 on, by one process, as validation scans are.
 */
export async function scanRate(session: Session, tables: readonly string[]): Promise<LiveRisk['scanRate']> {
  const [table] = (await largest(session, tables)) ?? []
  if (!table) return null
  const pages = Math.min(table.pages, mostPages)
  const times: number[] = []
  try {
    await bounded(session, bounds, async () => {
      for (let round = 0; round < 2; round++) {
        const started = performance.now()
        await session.query(`select count(*) from ${table.sql_name} where ctid < '(${pages},0)'`)
        times.push((performance.now() - started) / 1000)
      }
    })
  } catch (error) {
    if (!(error instanceof DatabaseError) || session.closed) throw error
    return null
  }
  const bytes = pages * table.block
  // A table that outgrows memory is read from the disk for most of it, so the slower one is halved.
  return {
    low: Math.round(bytes / Math.max(...times) / 2),
    high: Math.round(bytes / Math.min(...times)),
    measuredOn: table.name,
  }
}

interface LargeTable {
  name: string
  sql_name: string
  pages: number
  block: number
}

/** Of those that are named, else of all. Sizes as the last VACUUM or ANALYZE saw them: no lock is taken for it. */
async function largest(session: Session, tables: readonly string[]): Promise<LargeTable[]> {
  const { rows } = await session.query<LargeTable>(
    `select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as sql_name,
       least(c.relpages, pg_relation_size(c.oid) / current_setting('block_size')::int)::int as pages,
       current_setting('block_size')::int as block
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpages >= $2 and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and has_table_privilege(c.oid, 'select') and not c.relrowsecurity
       and not exists (select from pg_locks l where l.relation = c.oid and l.mode = 'AccessExclusiveLock')
     order by (n.nspname || '.' || c.relname = any($1)) desc, c.relpages desc limit 1`,
    [tables, leastPages],
  )
  return rows
}

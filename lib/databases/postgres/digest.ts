import type { TableDigest } from '../../domain/snapshot'
import type { DigestOptions, Session } from '../database'
import { reading } from './reading'
import { textSettings } from './text-settings'

/** Everything that changes how a value is written as text. The search path changes how names are. */
const pinned = {
  ...textSettings,
  xmlbinary: 'base64',
  search_path: 'pg_catalog',
  statement_timeout: '0',
  // A policy that hides rows is an error here, not a smaller table.
  row_security: 'off',
}

/** The row of a table `c`, its columns in the order of their names: one that was dropped and came back stands last. */
const rowByName = `(select 'row(' || coalesce(string_agg(format('x.%I', a.attname), ', ' order by a.attname collate "C"), '') || ')'
  from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)`

/**
 * Exact count and order-free hash of every user table at one instant. Partitioned parents hold no rows of their own and
 * are left out, as are foreign tables, materialized views and what belongs to extensions. The hash is of the rows as
 * text, so it is the same after a restore into another database. Pass the id of an exported snapshot to read just that.
 */
export async function digests(session: Session, options: DigestOptions = {}): Promise<TableDigest[]> {
  const { onTable, byName = false, tables: wanted, ...at } = options
  return reading(session, { settings: pinned, ...at }, async () => {
    const { rows: tables } = await session.query<{ name: string; sql_name: string; row: string }>(
      `select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as sql_name,
         ${byName ? rowByName : `'(x.*)'`} as row
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
         and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
         and ($1::text[] is null or n.nspname || '.' || c.relname = any ($1))
       order by n.nspname collate "C", c.relname collate "C"`,
      [wanted ?? null],
    )
    const found: TableDigest[] = []
    for (const table of tables) {
      // ONLY: what inherits from this table is counted as itself. By name, since a cast to text may be somebody's function.
      const { rows } = await session.query<{ rows: string; hash: string }>(
        `select count(*) as rows, coalesce(sum(hashtextextended(textin(record_out(${table.row})), 0)::numeric), 0)::text as hash from only ${table.sql_name} x`,
      )
      found.push({ table: table.name, rows: Number(rows[0]?.rows ?? 0), hash: rows[0]?.hash ?? '0' })
      onTable?.(found.length, tables.length, table.name)
    }
    return found
  })
}

import pg from 'pg'
import { ensureServer } from '../lib/databases/embedded/server'

/** The connection string of one database of a data folder's server, as its superuser. */
export async function serverUrl(dataDir: string, database: string): Promise<URL> {
  const server = await ensureServer(dataDir, 18)
  if (!server.ok) throw new Error(server.failure.why)
  const url = new URL(server.value.url)
  url.pathname = `/${database}`
  return url
}

export async function serverRows<Row extends pg.QueryResultRow>(
  dataDir: string,
  database: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: (await serverUrl(dataDir, database)).href })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}

/**
 * Everything in a database that a run could have touched: columns, defaults, constraints, indexes, types, and each
 * table with the number and the hash of its rows, the ledger's among them. Two of them are equal or something changed.
 */
export async function wholeDatabase(dataDir: string, database: string): Promise<Record<string, unknown>> {
  const read = (sql: string) => serverRows(dataDir, database, sql)
  const own = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'`
  const [columns, constraints, indexes, labels, tables] = await Promise.all([
    read(`SELECT n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod) AS type,
            a.attnotnull, pg_get_expr(d.adbin, d.adrelid) AS initial
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          WHERE ${own} AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
          ORDER BY 1, 2, 3`),
    read(`SELECT n.nspname, conname, pg_get_constraintdef(k.oid) AS means, convalidated
          FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE ${own} ORDER BY 1, 2, 3`),
    read(`SELECT n.nspname, c.relname, pg_get_indexdef(i.indexrelid) AS means, i.indisvalid
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE ${own} ORDER BY 1, 2`),
    read(`SELECT n.nspname, t.typname, e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
          JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${own} ORDER BY 1, 2, e.enumsortorder`),
    read(`SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c
          JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own} AND c.relkind = 'r' ORDER BY 1`),
  ])
  const contents: Record<string, unknown> = {}
  for (const { name } of tables) contents[name] = (await read(contentOf(name)))[0]
  return { columns, constraints, indexes, labels, contents }
}

function contentOf(table: string): string {
  return `SELECT count(*)::int AS rows, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS hash FROM ${table} t`
}

import type { Session } from '../databases/database'

/** Whether a database without a history holds tables: in any schema, and in the one that its URL leads to. */
export async function findTables(session: Session): Promise<{ anywhere: boolean; here: boolean }> {
  const { rows } = await session.query<{ anywhere: boolean; here: boolean }>(
    `SELECT count(*) > 0 AS anywhere, count(*) FILTER (WHERE n.nspname = pg_catalog.current_schema()) > 0 AS here
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'
       AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'headgate')
       AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')`,
  )
  return rows[0] ?? { anywhere: false, here: false }
}

import { DatabaseError, type Session } from '../databases/database'
import { quoteIdentifier } from './names'

/** Roles that this database's objects depend on: owners, grantees, those that policies name. */
export async function readRoles(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ role: string }>(
    `select distinct r.rolname::text as role from pg_shdepend s join pg_roles r on r.oid = s.refobjid
     where s.refclassid = 'pg_authid'::regclass
       and s.dbid = (select oid from pg_database where datname = current_database()) order by 1`,
  )
  return rows.map(({ role }) => role)
}

export async function readExtensions(session: Session): Promise<{ name: string; schema: string }[]> {
  const { rows } = await session.query<{ name: string; schema: string }>(
    `select x.extname::text as name, n.nspname::text as schema from pg_extension x join pg_namespace n on n.oid = x.extnamespace
     where x.extname <> 'plpgsql' order by x.oid`,
  )
  return rows
}

/**
 * Creates those that a server lacks, without login or rights, so that owners, grants and policies can be restored
 * there. Only for a server of Headgate's own. They stay: the next trial needs them again.
 */
export async function createMissingRoles(session: Session, roles: readonly string[]): Promise<void> {
  const { rows } = await session.query<{ role: string }>(
    `select role from unnest($1::text[]) role where role not in (select rolname from pg_roles) and role !~ '^pg_'`,
    [roles],
  )
  for (const { role } of rows) {
    try {
      await session.script(`create role ${quoteIdentifier(role)} nologin`)
    } catch (error) {
      // Somebody else created it in the meantime.
      if (!(error instanceof DatabaseError) || error.info.sqlstate !== '42710') throw error
    }
  }
}

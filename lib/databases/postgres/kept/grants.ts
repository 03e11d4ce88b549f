import type { Session } from '../../database'
import { quoted, type Relation } from './relation'

/**
 * A copy may be read by whoever may read its origin, and by nobody else: never by all, and where policies guard the
 * origin's rows only by those whom no policy binds, nor any member of theirs. Its owner is the origin's, where the role may give it away.
 */
export async function grantAsOrigin(
  session: Session,
  origin: Relation,
  copy: string,
  columns: string[],
): Promise<void> {
  await revokeDefaults(session, copy)
  const grants = [
    ...(await readers(session, origin, columns)).map(
      ({ grantee, column }) =>
        `GRANT SELECT${column === null ? '' : ` (${quoted(column)})`} ON ${copy} TO ${grantee}`,
    ),
    ...(await ownerOf(session, origin, copy)),
  ]
  if (grants.length > 0) await session.script(grants.join(';'))
}

/** Takes from others what ALTER DEFAULT PRIVILEGES gave them when the table was created. */
export async function revokeDefaults(session: Session, table: string): Promise<void> {
  const grantees = await defaultGrants(session, table)
  if (grantees.length > 0)
    await session.script(grantees.map((grantee) => `REVOKE ALL ON ${table} FROM ${grantee}`).join(';'))
}

async function defaultGrants(session: Session, copy: string): Promise<string[]> {
  const { rows } = await session.query<{ grantee: string }>(
    `SELECT DISTINCT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END AS grantee
     FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a WHERE c.oid = $1::regclass AND a.grantee <> c.relowner`,
    [copy],
  )
  return rows.map(({ grantee }) => grantee)
}

async function readers(
  session: Session,
  { oid, rowSecurity }: Relation,
  columns: string[],
): Promise<{ grantee: string; column: string | null }[]> {
  const { rows } = await session.query<{ grantee: string; column: string | null }>(
    `SELECT DISTINCT pg_catalog.quote_ident(r.rolname) AS grantee, found.column
     FROM (
       SELECT a.grantee, NULL::text AS column FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a
         WHERE c.oid = $1::text::oid AND a.privilege_type = 'SELECT' AND a.grantee <> c.relowner
       UNION ALL
       SELECT a.grantee, t.attname::text FROM pg_catalog.pg_attribute t, pg_catalog.aclexplode(t.attacl) a
         WHERE t.attrelid = $1::text::oid AND t.attname::text = ANY ($2) AND a.privilege_type = 'SELECT'
     ) AS found JOIN pg_catalog.pg_roles r ON r.oid = found.grantee
       JOIN pg_catalog.pg_class o ON o.oid = $1::text::oid
     WHERE pg_catalog.has_schema_privilege(r.oid, o.relnamespace, 'usage')
       AND (NOT $3 OR (r.rolbypassrls AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles m
         WHERE NOT m.rolbypassrls AND NOT m.rolsuper AND pg_catalog.pg_has_role(m.oid, r.oid, 'MEMBER'))))
     ORDER BY 1, 2`,
    [String(oid), columns, rowSecurity],
  )
  return rows
}

async function ownerOf(session: Session, { owner }: Relation, copy: string): Promise<string[]> {
  const how = session.identity.major >= 16 ? 'SET' : 'MEMBER'
  const { rows } = await session.query<{ same: boolean; may: boolean }>(
    `SELECT $1 = current_user AS same, (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
       OR (pg_catalog.pg_has_role(current_user, $1::name, '${how}') AND pg_catalog.pg_has_role(current_user, $1::name, 'USAGE')
         AND pg_catalog.has_schema_privilege($1::name, 'headgate', 'create')) AS may`,
    [owner],
  )
  if (rows[0]?.same) return []
  return [
    rows[0]?.may
      ? `ALTER TABLE ${copy} OWNER TO ${quoted(owner)}`
      : `GRANT SELECT ON ${copy} TO ${quoted(owner)}`,
  ]
}

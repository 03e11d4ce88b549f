import type { Session } from '../databases/database'
import type { DatabaseProperties } from '../domain/snapshot'
import { quoteIdentifier, quoteLiteral } from './names'

/** What belongs to database `name` as a whole. Any session of the server can read it. */
export async function readProperties(session: Session, name: string): Promise<DatabaseProperties | null> {
  const { rows } = await session.query<
    Omit<DatabaseProperties, 'settings' | 'grants'> & { oid: string; plain: boolean }
  >(
    // Columns of pg_database differ between majors; as JSON, those that a server lacks are null.
    `select d.oid::int8::text as oid, pg_get_userbyid(d.datdba)::text as owner, pg_encoding_to_char(d.encoding)::text as encoding,
       d.datcollate::text as collate, d.datctype::text as ctype, coalesce(j->>'datlocprovider', 'c') as provider,
       coalesce(j->>'datlocale', j->>'daticulocale') as locale, d.datconnlimit as "connectionLimit",
       shobj_description(d.oid, 'pg_database') as comment, d.datacl is null as plain
     from pg_database d, to_jsonb(d) j where d.datname = $1`,
    [name],
  )
  const row = rows[0]
  if (!row) return null
  const { oid, plain, ...own } = row
  return {
    ...own,
    settings: await readSettings(session, oid),
    grants: plain ? null : await readGrants(session, oid),
  }
}

async function readSettings(session: Session, oid: string): Promise<DatabaseProperties['settings']> {
  const { rows } = await session.query<{ role: string | null; entry: string }>(
    `select r.rolname::text as role, entry from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole,
       unnest(s.setconfig) with ordinality e(entry, place) where s.setdatabase = $1::oid order by 1 nulls first, place`,
    [oid],
  )
  return rows.map(({ role, entry }) => {
    const at = entry.indexOf('=')
    return { role, name: entry.slice(0, at), value: entry.slice(at + 1) }
  })
}

async function readGrants(session: Session, oid: string): Promise<DatabaseProperties['grants']> {
  const { rows } = await session.query<NonNullable<DatabaseProperties['grants']>[number]>(
    `select case when g.grantee = 0 then null else pg_get_userbyid(g.grantee)::text end as grantee,
       g.privilege_type as privilege, g.is_grantable as grantable
     from pg_database d, aclexplode(d.datacl) g where d.oid = $1::oid order by 1 nulls first, 2`,
    [oid],
  )
  return rows
}

/**
 * Gives database `name` the properties that a dump or a clone does not carry. `session` is in another database of the
 * server. Throws `DatabaseError` at the first that its role may not set.
 */
export async function applyProperties(
  session: Session,
  name: string,
  properties: DatabaseProperties,
): Promise<void> {
  const database = quoteIdentifier(name)
  for (const { role, name: setting, value } of properties.settings) {
    const whose =
      role === null ? `database ${database}` : `role ${quoteIdentifier(role)} in database ${database}`
    // A list such as a search path cannot be written as one literal: it is set here, and copied from here.
    await together(session, [
      `select set_config(${quoteLiteral(setting)}, ${quoteLiteral(value)}, true)`,
      `alter ${whose} set ${settingName(setting)} from current`,
    ])
  }
  await session.script(`alter database ${database} connection limit ${properties.connectionLimit}`)
  const comment = properties.comment === null ? 'null' : quoteLiteral(properties.comment)
  await session.script(`comment on database ${database} is ${comment}`)
  const owner = await ownerOf(session, name)
  if (owner !== properties.owner) {
    await session.script(`alter database ${database} owner to ${quoteIdentifier(properties.owner)}`)
  }
  await applyGrants(session, database, properties)
}

async function applyGrants(
  session: Session,
  database: string,
  { owner, grants }: DatabaseProperties,
): Promise<void> {
  const everybody = { grantee: null, grantable: false }
  const wanted = grants ?? [
    { ...everybody, privilege: 'CONNECT' },
    { ...everybody, privilege: 'TEMPORARY' },
    ...['CREATE', 'CONNECT', 'TEMPORARY'].map((privilege) => ({
      grantee: owner,
      grantable: false,
      privilege,
    })),
  ]
  const statements = wanted.map(
    ({ grantee, privilege, grantable }) =>
      `grant ${privilege} on database ${database} to ${grantee === null ? 'public' : quoteIdentifier(grantee)}${grantable ? ' with grant option' : ''}`,
  )
  const revoke = `revoke all on database ${database} from public, ${quoteIdentifier(owner)}`
  await together(session, [revoke, ...statements])
}

async function together(session: Session, statements: string[]): Promise<void> {
  await session.script('begin')
  try {
    await session.script(statements.join('; '))
    await session.script('commit')
  } catch (error) {
    if (!session.closed) await session.script('rollback')
    throw error
  }
}

async function ownerOf(session: Session, name: string): Promise<string | null> {
  const { rows } = await session.query<{ owner: string }>(
    'select pg_get_userbyid(datdba)::text as owner from pg_database where datname = $1',
    [name],
  )
  return rows[0]?.owner ?? null
}

/** `app.tenant` is two names with a dot between. */
function settingName(name: string): string {
  return name.split('.').map(quoteIdentifier).join('.')
}

import type { Session } from '../../database'
import type { Registered } from './register'
import { quoted, type Relation } from './relation'

/**
 * A table that the reverse made anew belongs to whoever ran it. Its copy was given to the owner of what was dropped: the
 * table goes to the same, with its sequences, where the role may give it away.
 */
export async function giveBack(session: Session, place: Relation, kept: Registered): Promise<void> {
  const how = session.identity.major >= 16 ? 'SET' : 'MEMBER'
  const { rows } = await session.query<{ owner: string }>(
    `SELECT r.rolname::text AS owner FROM pg_catalog.pg_class k JOIN pg_catalog.pg_roles r ON r.oid = k.relowner,
       pg_catalog.pg_class t
     WHERE k.oid = $1::regclass AND t.oid = $2::text::oid AND t.relowner <> k.relowner
       AND ((SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)
         OR (pg_catalog.pg_has_role(current_user, r.oid, '${how}') AND pg_catalog.pg_has_role(current_user, r.oid, 'USAGE')
           AND pg_catalog.has_schema_privilege(r.oid, t.relnamespace, 'create')))`,
    [`headgate.${kept.copy}`, String(place.oid)],
  )
  const owner = rows[0]?.owner
  if (owner !== undefined) await session.script(`ALTER TABLE ${place.name} OWNER TO ${quoted(owner)}`)
}

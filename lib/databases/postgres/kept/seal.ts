import pg from 'pg'
import { DatabaseError, type Session } from '../../database'
import type { Registered } from './register'
import type { Relation } from './relation'

/**
 * A digest of what an entry of the register says for good. It stands in the comment of the copy, which only the copy's
 * owner can write: an entry that somebody else has changed, or laid upon another copy, no longer fits.
 */
export const sealOf = `pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.jsonb_build_array(id, run_id, keep,
  migration, table_name, columns, key, whole, because, copy, rows, pg_catalog.date_part('epoch', kept_at),
  pg_catalog.date_part('epoch', expires_at), kept_by, xid, sequences)::text, 'UTF8')), 'hex')`

/** Writes the comment of a copy, once it is registered. */
export async function sealCopy(session: Session, id: string, into: string, words: string): Promise<void> {
  const { rows } = await session.query<{ seal: string }>(
    `SELECT ${sealOf} AS seal FROM headgate.kept_data WHERE id = $1`,
    [id],
  )
  const comment = `${words} [${rows[0]?.seal}]`
  await session.script(`COMMENT ON TABLE ${into} IS ${pg.escapeLiteral(comment)}`)
}

/**
 * Holds the copy as it is until the transaction ends, and refuses one that no deploy made: what is read from it must
 * run nobody's code, and where its table is there (`place`), its owner must be somebody who may act as the table's.
 */
export async function holdCopy(session: Session, kept: Registered, place: Relation | null): Promise<void> {
  const name = `headgate.${kept.copy}`
  await session.script(`LOCK TABLE ${name} IN ACCESS SHARE MODE`)
  const { rows } = await session.query<{ plain: boolean; trusted: boolean; owner: string }>(
    `SELECT c.relkind = 'r' AND NOT c.relhassubclass AND NOT c.relrowsecurity AND NOT c.relhasrules
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
             AND t.typnamespace <> 'pg_catalog'::pg_catalog.regnamespace) AS plain,
       $2::text IS NULL OR (SELECT pg_catalog.pg_has_role(c.relowner, p.relowner, 'MEMBER')
         FROM pg_catalog.pg_class p WHERE p.oid = $2::text::oid) AS trusted,
       pg_catalog.pg_get_userbyid(c.relowner) AS owner
     FROM pg_catalog.pg_class c WHERE c.oid = $1::pg_catalog.regclass`,
    [name, place === null ? null : String(place.oid)],
  )
  const found = rows[0]
  if (found?.plain && found.trusted) return
  const why = found?.plain
    ? `It belongs to ${found.owner}, who may not act as the owner of ${kept.table}.`
    : 'It is not as a deploy makes it.'
  const message = `What counts as kept of ${kept.table} is not used. ${why}`
  throw new DatabaseError({ sqlstate: '42501', message })
}

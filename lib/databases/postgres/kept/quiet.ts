import type { Session } from '../../database'
import { quoted, type Relation } from './relation'

/**
 * For the time of `work`, in the caller's transaction, the table's own triggers do not fire: they would write what
 * nobody did, or over what is put back. Identities that are always generated take values meanwhile.
 */
export async function quietly<T>(
  session: Session,
  place: Relation,
  updated: string[],
  work: () => Promise<T>,
): Promise<T> {
  const triggers = await triggersOf(session, place)
  const identities = updated.filter((name) => place.columns.get(name)?.identity === 'a')
  const identity = (how: string) =>
    identities.map((name) => `ALTER TABLE ${place.name} ALTER COLUMN ${quoted(name)} SET GENERATED ${how}`)
  const before = [
    ...triggers.map(({ table, name }) => `ALTER TABLE ${table} DISABLE TRIGGER ${quoted(name)}`),
    ...identity('BY DEFAULT'),
  ]
  const after = [
    ...identity('ALWAYS'),
    ...triggers.map(
      ({ table, name, state }) => `ALTER TABLE ${table} ${enabling(state)} TRIGGER ${quoted(name)}`,
    ),
  ]
  if (before.length > 0) await session.script(before.join(';'))
  const answer = await work()
  if (after.length > 0) await session.script(after.join(';'))
  return answer
}

interface Trigger {
  table: string
  name: string
  state: string
}

async function triggersOf(session: Session, { oid }: Relation): Promise<Trigger[]> {
  const { rows } = await session.query<Trigger>(
    `SELECT pg_catalog.format('ONLY %I.%I', n.nspname, c.relname) AS table, t.tgname::text AS name, t.tgenabled::text AS state
     FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'
       AND (c.oid = $1::text::oid OR c.oid IN (SELECT relid FROM pg_catalog.pg_partition_tree($1::text::oid::regclass)))
     ORDER BY c.oid, t.tgname`,
    [String(oid)],
  )
  return rows
}

function enabling(state: string): string {
  return state === 'A' ? 'ENABLE ALWAYS' : state === 'R' ? 'ENABLE REPLICA' : 'ENABLE'
}

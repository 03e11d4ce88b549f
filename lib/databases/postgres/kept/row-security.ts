import type { Session } from '../../database'
import type { Relation } from './relation'

/**
 * Where policies bind even the owner, they are lifted from the owner for the time of `work`, in the caller's
 * transaction: kept must be all rows, and not those that a policy shows.
 */
export async function withoutForce<T>(
  session: Session,
  { name, rowSecurity, forced }: Relation,
  work: () => Promise<T>,
): Promise<T> {
  const lift = rowSecurity && forced && !(await bypasses(session))
  if (lift) await session.script(`ALTER TABLE ${name} NO FORCE ROW LEVEL SECURITY`)
  const answer = await work()
  if (lift) await session.script(`ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`)
  return answer
}

async function bypasses(session: Session): Promise<boolean> {
  const { rows } = await session.query<{ bypasses: boolean }>(
    'SELECT rolsuper OR rolbypassrls AS bypasses FROM pg_catalog.pg_roles WHERE rolname = current_user',
  )
  return rows[0]?.bypasses ?? false
}

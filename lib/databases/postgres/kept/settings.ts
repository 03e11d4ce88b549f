import type { Session } from '../../database'
import { textSettings } from '../text-settings'

/** How values are written as text and read again, and that no policy hides rows in silence: that is an error then. */
const pinned: Record<string, string> = {
  ...textSettings,
  xmlbinary: 'base64',
  xmloption: 'content',
  lc_monetary: 'C',
  row_security: 'off',
}

/** For the time of `work` alone, in the caller's transaction: a script's own statements come before and after it. */
export async function pinning<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const names = Object.keys(pinned)
  const { rows } = await session.query<{ name: string; value: string }>(
    'SELECT name, pg_catalog.current_setting(name) AS value FROM unnest($1::text[]) AS name',
    [names],
  )
  await set(session, pinned)
  const answer = await work()
  await set(session, Object.fromEntries(rows.map(({ name, value }) => [name, value])))
  return answer
}

async function set(session: Session, settings: Record<string, string>): Promise<void> {
  await session.query(
    `SELECT pg_catalog.set_config(name, value, true) FROM unnest($1::text[], $2::text[]) AS s(name, value)`,
    [Object.keys(settings), Object.values(settings)],
  )
}

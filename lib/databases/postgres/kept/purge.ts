import type { Session } from '../../database'
import { readRegister } from './register'

/** See `KeptData.purge`. */
export async function purge(session: Session, ids: string[]): Promise<void> {
  const kept = await readRegister(session, ids)
  if (kept.length === 0) return
  const own = !session.inTransaction
  if (own) await session.script('BEGIN')
  try {
    for (const { id, copy, bytes } of kept) {
      // An entry that does not fit its copy says nothing about who may drop it.
      if (bytes !== null)
        await session.script(`DROP TABLE IF EXISTS headgate.${copy}_since, headgate.${copy}`)
      await session.query('DELETE FROM headgate.kept_data WHERE id = $1', [id])
    }
    if (own) await session.script('COMMIT')
  } catch (error) {
    if (own && !session.closed) await session.script('ROLLBACK')
    throw error
  }
}

import type { Session } from '../../database'
import type { PutBackUnderWay } from '../../kept-data'
import { ensureRegister, hasPutBacks } from './register'

/** How far a rollback came that puts kept data back step by step; null: none of this deploy is under way. */
export async function readUnderWay(session: Session, deploy: string): Promise<PutBackUnderWay | null> {
  if (!(await hasPutBacks(session))) return null
  const { rows } = await session.query<PutBackUnderWay>(
    `SELECT fingerprint, parts_done AS "partsDone", schema_fingerprint AS "schemaFingerprint", rows::float8 AS rows
     FROM headgate.put_backs WHERE deploy = $1`,
    [deploy],
  )
  return rows[0] ?? null
}

/** In the transaction of what it tells. Null: it is over. */
export async function writeUnderWay(
  session: Session,
  deploy: string,
  at: PutBackUnderWay | null,
): Promise<void> {
  await ensureRegister(session)
  if (at === null) {
    await session.query('DELETE FROM headgate.put_backs WHERE deploy = $1', [deploy])
    return
  }
  await session.query(
    `INSERT INTO headgate.put_backs (deploy, fingerprint, parts_done, schema_fingerprint, rows, at)
     VALUES ($1, $2, $3, $4, $5, pg_catalog.clock_timestamp())
     ON CONFLICT (deploy) DO UPDATE SET fingerprint = excluded.fingerprint, parts_done = excluded.parts_done,
       schema_fingerprint = excluded.schema_fingerprint, rows = excluded.rows, at = excluded.at`,
    [deploy, at.fingerprint, at.partsDone, at.schemaFingerprint, at.rows],
  )
}

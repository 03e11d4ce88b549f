import type { Session } from '../../database'
import { isRegistered } from './register'

/** See `KeptData.settle`. */
export async function settle(session: Session, runId: string): Promise<void> {
  if (!(await isRegistered(session))) return
  await session.query(
    `UPDATE headgate.kept_data SET settled = pg_catalog.pg_current_snapshot()::text WHERE run_id = $1`,
    [runId],
  )
}

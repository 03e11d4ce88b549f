import type { Database } from '../databases/database'
import { FailureError } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { ShadowDatabase } from './engine'
import { replay } from './planning/replay'

/** Name of the sessions that replay; where a database cannot be dropped, they are ended by it. */
export const replaying = 'headgate replay'

/**
 * Applies migrations to a shadow and disconnects. Resolves to how long they took, in milliseconds. `signal` ends it in
 * the middle of a statement: the shadow is released then.
 * @throws ReplayError
 */
export async function bring(
  database: Database,
  shadow: ShadowDatabase,
  migrations: MigrationFile[],
  signal?: AbortSignal,
): Promise<number> {
  const stop = () => void shadow.release()
  signal?.throwIfAborted()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const opened = await database.open(shadow.url, { applicationName: replaying })
    if (!opened.ok) throw new FailureError(opened.failure)
    const from = performance.now()
    await replay(opened.value, migrations).finally(() => opened.value.close())
    return performance.now() - from
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}

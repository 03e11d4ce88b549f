import type { Database, Session } from '../databases/database'

/**
 * Ends `session`'s backend when `signal` is aborted: a query that runs on the server is not stopped by a client that
 * only stops listening. Call the answer when the work is done.
 */
export function endOnAbort(
  database: Database,
  url: string,
  session: Session,
  signal?: AbortSignal,
): () => void {
  if (!signal) return () => {}
  const end = () => void endFromOutside(database, url, session)
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  return () => signal.removeEventListener('abort', end)
}

async function endFromOutside(database: Database, url: string, session: Session): Promise<void> {
  const second = await database.open(url, { applicationName: 'headgate cancel' })
  if (!second.ok) return
  try {
    await database.endBackend(second.value, session.backend.pid, session.backend.startedAt)
  } catch {
    // The server is gone, and the backend with it.
  } finally {
    await second.value.close()
  }
}

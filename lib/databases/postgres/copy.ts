import type { Readable, Writable } from 'node:stream'
import { from, to } from 'pg-copy-streams'
import type { Session } from '../database'
import { toDatabaseError } from './database-error-info'
import { PostgresSession } from './session'

/**
 * Runs a `COPY … TO STDOUT`. `take` gets the rows as they come, and ends when they do. What the database said is thrown
 * as a `DatabaseError`, what `take` threw as it is; the session is at the mercy of half a COPY then, and must be closed.
 */
export async function copyOut(
  session: Session,
  sql: string,
  take: (rows: Readable) => Promise<void>,
): Promise<number> {
  const query = own(session).stream(to(sql, { highWaterMark: bufferBytes }))
  await told(query, () => take(query))
  return query.rowCount
}

/** Runs a `COPY … FROM STDIN`; `give` writes the rows into the stream and waits until it has finished. As `copyOut`. */
export async function copyIn(
  session: Session,
  sql: string,
  give: (rows: Writable) => Promise<void>,
): Promise<number> {
  const query = own(session).stream(from(sql, { highWaterMark: bufferBytes }))
  await told(query, () => give(query))
  return query.rowCount
}

const bufferBytes = 256 * 1024

/** Tells the database's errors from those of what stands at the other end. */
async function told(query: Readable | Writable, work: () => Promise<void>): Promise<void> {
  let said: unknown = null
  query.on('error', (error) => {
    said = error
  })
  try {
    await work()
  } catch (error) {
    throw said === error ? toDatabaseError(error) : error
  }
}

function own(session: Session): PostgresSession {
  if (session instanceof PostgresSession) return session
  throw new Error('COPY needs a session of this database’s own.')
}

import type { Session } from '../database'

export interface ReadingOptions {
  /** Settings for the time of the reading alone. */
  settings: Record<string, string>
  /** A snapshot that another transaction exported; only where no transaction is open yet. */
  snapshot?: string
}

/**
 * Reads at one instant: in a REPEATABLE READ, READ ONLY transaction of its own, or, inside one that is open already,
 * behind a savepoint that gives the settings back.
 */
export async function reading<T>(
  session: Session,
  options: ReadingOptions,
  read: () => Promise<T>,
): Promise<T> {
  const inside = session.inTransaction
  await session.script(
    inside ? 'savepoint headgate_reading' : 'begin isolation level repeatable read read only',
  )
  try {
    if (options.snapshot && !inside)
      await session.script(`set transaction snapshot '${options.snapshot.replaceAll("'", '')}'`)
    for (const [name, value] of Object.entries(options.settings)) {
      await session.query('select set_config($1, $2, true)', [name, value])
    }
    return await read()
  } finally {
    if (!session.closed)
      await session.script(inside ? 'rollback to headgate_reading; release headgate_reading' : 'rollback')
  }
}

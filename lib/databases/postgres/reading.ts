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
  const begin = [inside ? 'savepoint headgate_reading' : 'begin isolation level repeatable read read only']
  if (options.snapshot && !inside) begin.push(`set transaction snapshot ${literal(options.snapshot)}`)
  for (const [name, value] of Object.entries(options.settings)) {
    begin.push(`set local ${name} = ${literal(value)}`)
  }
  const end = inside ? 'rollback to headgate_reading; release headgate_reading' : 'rollback'
  // In one message: the database may be far away.
  await session.script(begin.join(';')).catch(async (error: unknown) => {
    // Why it did not begin is what counts; in a failed transaction there is nothing to go back to.
    await session.script(end).catch(() => {})
    throw error
  })
  try {
    return await read()
  } finally {
    if (!session.closed) await session.script(end)
  }
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

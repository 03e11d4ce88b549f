import { randomBytes } from 'node:crypto'

/**
 * Name of a shadow database, and of the session that its owner keeps open while it is in use: when the owner dies,
 * however it dies, the server ends that session, and the database is known to be left behind. At most 63 bytes.
 */
export function shadowName(): string {
  return `headgate_shadow_${process.pid}_${randomBytes(8).toString('hex')}`
}

/** For `~` in SQL. */
export const shadowPattern = '^headgate_shadow_[0-9]+_[0-9a-f]{16}$'

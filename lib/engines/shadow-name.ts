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

/** A template while it is being made from the shadow of that name. */
export function makingName(shadow: string): string {
  return shadow.replace('_shadow_', '_making_')
}

export const makingPattern = '^headgate_making_[0-9]+_[0-9a-f]{16}$'

/** A complete template. `key`: sha256 in hex, of which 128 bits are enough. */
export function preparedName(key: string): string {
  return `headgate_prepared_${key.slice(0, 32)}`
}

export const preparedPattern = '^headgate_prepared_[0-9a-f]{32}$'

/** The role that owns what is in a template and in its clones; nobody logs in as it. */
export function lineageName(): string {
  return `headgate_lineage_${randomBytes(12).toString('hex')}`
}

export const lineagePattern = '^headgate_lineage_[0-9a-f]{24}$'

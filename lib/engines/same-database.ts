import { randomInt } from 'node:crypto'
import type { Identity, Session } from '../databases/database'

/**
 * Whether two sessions reach the same database. Where a host withholds its system identifier, two addresses of one
 * database look like two: then a lock taken through one of them is looked for through the other.
 */
export async function sameDatabase(a: Session, b: Session): Promise<boolean> {
  return compareIdentities(a.identity, b.identity) ?? (await seesLockOf(a, b))
}

/** Null: what is known of them does not tell. */
export function compareIdentities(a: Identity, b: Identity): boolean | null {
  if (a.databaseOid !== b.databaseOid) return false
  if (a.systemIdentifier === b.systemIdentifier) return true
  return isKnown(a) && isKnown(b) ? false : null
}

/** Whether both certainly run on two servers. */
export function onOtherServers(a: Identity, b: Identity): boolean {
  return isKnown(a) && isKnown(b) && a.systemIdentifier !== b.systemIdentifier
}

function isKnown(identity: Identity): boolean {
  return /^\d+$/.test(identity.systemIdentifier)
}

async function seesLockOf(a: Session, b: Session): Promise<boolean> {
  const keys = [randomInt(2 ** 31), randomInt(2 ** 31)]
  await a.query('SELECT pg_advisory_lock_shared($1::int, $2::int)', keys)
  try {
    const { rowCount } = await b.query(
      `SELECT 1 FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_database d ON d.oid = l.database
       WHERE l.locktype = 'advisory' AND d.datname = current_database()
         AND l.classid::int8 = $1::int8 AND l.objid::int8 = $2::int8`,
      keys,
    )
    return rowCount !== 0
  } finally {
    await a.query('SELECT pg_advisory_unlock_shared($1::int, $2::int)', keys)
  }
}

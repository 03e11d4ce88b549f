import { randomBytes } from 'node:crypto'
import { DatabaseError, type Session } from '../databases/database'
import { quoteIdentifier, quoteLiteral } from './names'
import { currentOwner } from './process-owner'

/** Who a snapshot is tried as on a server of Headgate's own. */
export interface Confined {
  role: string
  password: string
}

/**
 * What a snapshot holds was approved by nobody: functions in defaults, checks and indexes run while it is restored. On
 * a server of Headgate's own, whose user may do everything and whose other databases are Headgate's, that happens as a
 * role that may do nothing outside of the scratch database, bears its name and goes with it.
 */
export async function createConfinedRole(session: Session, name: string, now: Date): Promise<Confined> {
  const password = randomBytes(24).toString('base64url')
  // Tables with forced row security are read whole as well; outside of its database there is nothing it may read.
  await session.query(
    `create role ${quoteIdentifier(name)} login nosuperuser nocreatedb nocreaterole noreplication bypassrls password ${quoteLiteral(password)}`,
  )
  // What a killed process leaves is told from what a living one has just made.
  await session.query(
    `comment on role ${quoteIdentifier(name)} is ${quoteLiteral(JSON.stringify(currentOwner(now)))}`,
  )
  return { role: name, password }
}

/** After its database is gone. */
export async function dropConfinedRole(session: Session, name: string): Promise<void> {
  try {
    await session.query(`drop role if exists ${quoteIdentifier(name)}`)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
  }
}

export function asConfined(url: string, confined: Confined | undefined): string {
  if (!confined) return url
  const changed = new URL(url)
  changed.username = confined.role
  changed.password = confined.password
  return changed.toString()
}

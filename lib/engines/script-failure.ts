import type { DatabaseErrorInfo } from '../domain/database-error'
import { fail, type Result } from '../domain/failure'

/** Before PostgreSQL 16 a missing extension is a missing control file. */
const missingExtension = [
  /extension "([^"]+)" is not available/,
  /could not open extension control file ".*\/([^/"]+)\.control"/,
  /permission denied to create extension "([^"]+)"/,
]

/** A migration that a shadow refused: what its server lacks where that is the cause, else the database's own words. */
export function scriptFailure(migration: string, info: DatabaseErrorInfo): Result<never> {
  const meta = { migration, database: info }
  for (const pattern of missingExtension) {
    const extension = pattern.exec(info.message)?.[1]
    if (extension === undefined) continue
    return fail('extension_missing', `${migration} needs “${extension}”: ${info.message}.`, {
      ...meta,
      extension,
    })
  }
  const role = /role "([^"]+)" does not exist/.exec(info.message)?.[1]
  if (role !== undefined) return fail('role_missing', `${migration} names “${role}”.`, { ...meta, role })
  // A shadow's owner is nobody else: giving an object to a role, or acting as it, wants a place where that is granted.
  const other = /must be (?:able to SET ROLE|(?:a )?member of role) "([^"]+)"/.exec(info.message)?.[1]
  if (other !== undefined)
    return fail('role_missing', `${migration} acts as “${other}”: ${info.message}.`, { ...meta, role: other })
  if (info.sqlstate === '42501') {
    const where =
      'A shadow’s scripts run with no rights outside of it: where they need more, give this environment a shadow URL.'
    return fail('rights_missing', `${migration}: ${info.message}. ${where}`, meta)
  }
  const why = `${migration}: ${info.message} (${info.sqlstate ?? 'no SQLSTATE'}).`
  return fail('migration_does_not_replay', why, meta)
}

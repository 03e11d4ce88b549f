import type { DatabaseErrorInfo } from '../../domain/database-error'
import { DatabaseError } from '../database'

const kept = ['detail', 'hint', 'where', 'schema', 'table', 'column', 'constraint'] as const

/** Keeps what the server said. Errors without SQLSTATE are the connection's own. */
export function databaseErrorInfo(error: unknown): DatabaseErrorInfo {
  const { code, message, position, ...fields } = fieldsOf(error)
  const fromServer = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in fields
  const info: DatabaseErrorInfo = { sqlstate: fromServer ? code : null, message }
  if (position) info.position = Number(position)
  for (const name of kept) if (fields[name]) info[name] = String(fields[name])
  return info
}

export function toDatabaseError(error: unknown): DatabaseError {
  return error instanceof DatabaseError ? error : new DatabaseError(databaseErrorInfo(error))
}

function fieldsOf(error: unknown): {
  code?: unknown
  message: string
  position?: unknown
  [name: string]: unknown
} {
  if (!(error instanceof Error)) return { message: String(error) }
  return { ...error, message: error.message || 'The connection to the database was lost.' }
}

import { DriverAdapterError, type MappedError } from '@prisma/driver-adapter-utils'
import { databaseErrorInfo } from '../../databases/postgres/database-error-info'
import type { DatabaseErrorInfo } from '../../domain/database-error'

/** The form in which an error must reach the engine; of any other it only says "External error id#0". */
export function driverAdapterError(error: unknown): DriverAdapterError {
  const info = databaseErrorInfo(error)
  return new DriverAdapterError({
    ...mapped(info),
    originalCode: info.sqlstate ?? '',
    originalMessage: info.message,
  })
}

function mapped(info: DatabaseErrorInfo): MappedError {
  if (info.sqlstate === null) return { kind: 'ConnectionClosed' }
  // The engine acts upon this kind; everything else it only reports.
  if (info.sqlstate === '42P01') {
    return { kind: 'TableDoesNotExist', table: info.message.match(/"([^"]*)"/)?.[1] ?? '' }
  }
  return {
    kind: 'postgres',
    code: info.sqlstate,
    severity: 'ERROR',
    message: info.message,
    detail: info.detail,
    column: info.column,
    hint: info.hint,
  }
}

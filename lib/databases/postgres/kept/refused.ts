import { DatabaseError } from '../../database'

/** What Headgate refuses here and PostgreSQL would not, with the SQLSTATE of a RAISE: none would mean a lost connection. */
export function refused(message: string): DatabaseError {
  return new DatabaseError({ sqlstate: 'P0001', message })
}

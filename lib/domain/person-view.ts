import type { Role } from './permission'

/** A person in the list. Times are ISO 8601. */
export interface PersonRow {
  id: string
  name: string
  email: string
  role: Role
  enabled: boolean
  createdAt: string
  lastSignInAt: string | null
}

/** What a database said when it refused, kept whole. `position` is 1-based, in characters of the statement sent. */
export interface DatabaseErrorInfo {
  sqlstate: string | null
  message: string
  detail?: string
  hint?: string
  position?: number
  where?: string
  schema?: string
  table?: string
  column?: string
  constraint?: string
}

/** Someone who stands in the way of a lock. `since` is ISO 8601. */
export interface LockHolder {
  pid: number
  user: string | null
  application: string | null
  query: string | null
  since: string | null
  mode?: string
  object?: string
}

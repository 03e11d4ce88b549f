/** Count and hash of one table's rows: `sum(hashtextextended((x.*)::text, 0)::numeric)`, as decimal text. */
export interface TableDigest {
  table: string
  rows: number
  hash: string
}

/**
 * A moment in the life of one database, against which later writes are counted: taken with a snapshot, and at the end
 * of a deploy. Transaction ids are PostgreSQL's 64-bit ones, as text.
 */
export interface WriteMark {
  /** `pg_current_snapshot()`: `xmin:xmax:those in progress`. */
  snapshot: string
  lsn: string | null
  /** ISO 8601, by the server's clock. */
  at: string
  databaseOid: number
  /** When the statistics of this database were last reset. */
  statisticsSince: string | null
  /** `file` changes whenever a table is rewritten; the counters are those of the statistics. */
  tables: { table: string; oid: number; file: number; inserted: number; updated: number; deleted: number }[]
}

/** What belongs to a database as a whole and is in neither a dump nor a clone of it. */
export interface DatabaseProperties {
  owner: string
  encoding: string
  collate: string
  ctype: string
  /** `c`: libc, `i`: ICU, `b`: built in. */
  provider: string
  locale: string | null
  connectionLimit: number
  comment: string | null
  /** `ALTER DATABASE … SET`, and `ALTER ROLE … IN DATABASE … SET` where `role` is named. `value` as in `name=value`. */
  settings: { role: string | null; name: string; value: string }[]
  /** Null: PostgreSQL's own default. `grantee` null: PUBLIC. */
  grants: { grantee: string | null; privilege: string; grantable: boolean }[] | null
}

export interface SnapshotManifest {
  format: 1
  tables: TableDigest[]
  /** Catalog fingerprint of the source at that moment. */
  schemaFingerprint: string
  serverVersion: number
  /** Log position and next transaction id when it was taken. */
  lsn: string | null
  xmax: string | null
  /** sha256 of each file, for methods that write files; `table` where a file holds the rows of one. */
  files: { path: string; bytes: number; sha256: string; table?: string }[]
  /** The server it comes from: `pg_control_system()`. */
  systemIdentifier?: string
  mark?: WriteMark
  /** Roles that own or may use something in it, or that a policy names. */
  roles?: string[]
  properties?: DatabaseProperties
  /** Of a method that does not hold everything: what it holds. */
  scope?: string[]
  /** Of the tables that it holds, on the source's disk and without indexes. */
  bytes?: number
  /** Extensions besides `plpgsql`, and the schemas they lie in. */
  extensions?: { name: string; schema: string }[]
  /** Why this method, and why not the others: a line each. Recorded in the control database alone. */
  chosen?: string[]
}

/** `tables`: only those that a plan destroys or rewrites. */
export type SnapshotMethodName = 'dump' | 'clone' | 'tables' | 'external'
/** Which method is wanted; `auto`: the first that fits by size, rights and programs. */
export type SnapshotChoice = 'auto' | SnapshotMethodName
export type SnapshotState = 'requested' | 'running' | 'complete' | 'verified' | 'failed' | 'expired'

/** Count and hash of one table's rows: `sum(hashtextextended((x.*)::text, 0)::numeric)`, as decimal text. */
export interface TableDigest {
  table: string
  rows: number
  hash: string
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
  /** sha256 of each file, for methods that write files. */
  files: { path: string; bytes: number; sha256: string }[]
}

export type SnapshotMethodName = 'dump' | 'clone' | 'external'
export type SnapshotState = 'requested' | 'running' | 'complete' | 'verified' | 'failed' | 'expired'

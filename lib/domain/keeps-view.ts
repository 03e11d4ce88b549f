import type { Act } from './act'
import type { EnvironmentRef, Person } from './deploy-request-view'
import type { Failure } from './failure'
import type { KeptCopy } from './kept-data'
import type { RowsLost } from './rows-lost'
import type { SnapshotMethodName, SnapshotState } from './snapshot'

/** A snapshot that was restored to be looked at goes by itself after this. */
export const restoredDays = 7

/** A whole database that Headgate left on an environment's server. */
export interface KeptDatabaseView {
  id: string
  /** `failed`: was live until a restore took its place. `restored`: a snapshot, restored to be looked at. */
  kind: 'failed' | 'restored'
  name: string
  /** `host:port/database`. */
  label: string
  /** Null: the server could not be asked, or does not tell. */
  bytes: number | null
  /** As it was when it was left; what is said when the server cannot be asked. */
  bytesThen: number | null
  /** Sessions in it now; null: not asked. */
  connected: number | null
  createdAt: string
  expiresAt: string | null
  madeBy: Person | null
  runId: string | null
  /** What is in it and nowhere else, of a `failed` one whose run counted that. */
  lost: RowsLost | null
  /** The snapshot that took its place. */
  snapshotId: string | null
  drop: Act
}

/** A snapshot of the environment that takes room. */
export interface KeptSnapshotView {
  id: string
  method: SnapshotMethodName
  state: SnapshotState
  /** Null: nobody said. */
  bytes: number | null
  where: 'headgate' | 'server' | 'elsewhere'
  at: string
  expiresAt: string | null
  madeBy: Person | null
}

export interface KeptCopyView extends KeptCopy {
  deployRequest: { number: number; title: string } | null
}

/** All that Headgate keeps of one environment, with size, expiry and who made it. */
export interface KeepsView {
  project: { slug: string; name: string }
  environment: EnvironmentRef & { label: string }
  at: string
  /** In the environment's own database; null: it could not be asked, `unreachable` says why. */
  copies: KeptCopyView[] | null
  databases: KeptDatabaseView[]
  snapshots: KeptSnapshotView[]
  totals: KeepsTotals
  purge: Act
  export: Act
  unreachable: Failure | null
  /** When the database was last seen; null: never. */
  lastSeen: string | null
}

/** Bytes. Null: the server could not be asked, which is not nothing. */
export interface KeepsTotals {
  /** Kept copies, whole databases and clones. */
  onTheServer: number | null
  /** Dumps, in Headgate's own folder. */
  inHeadgate: number
  /** How many things there are whose size nobody knows. */
  unsized: number
  things: number
}

/** Sums what is known; nothing of the server's where that could not be asked. */
export function totalsOf({
  copies,
  databases,
  snapshots,
}: Pick<KeepsView, 'copies' | 'databases' | 'snapshots'>): KeepsTotals {
  const there = [...(copies ?? []), ...databases, ...snapshots.filter(({ where }) => where === 'server')]
  const here = snapshots.filter(({ where }) => where === 'headgate')
  return {
    onTheServer: copies === null ? null : sum(there),
    inHeadgate: sum(here),
    unsized: [...there, ...here].filter(({ bytes }) => bytes === null).length,
    things: (copies?.length ?? 0) + databases.length + snapshots.length,
  }
}

function sum(things: { bytes: number | null }[]): number {
  return things.reduce((all, { bytes }) => all + (bytes ?? 0), 0)
}

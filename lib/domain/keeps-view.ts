import type { Act } from './act'
import type { EnvironmentRef, Person } from './deploy-request-view'
import type { Failure } from './failure'
import type { KeptCopy } from './kept-data'

/** A snapshot that was restored to be looked at goes by itself after this. */
export const restoredDays = 7

/** A whole database that Headgate left on an environment's server. */
export interface KeptDatabaseView {
  id: string
  /** `failed`: was live until a restore took its place. `restored`: a snapshot, restored to be looked at. */
  kind: 'failed' | 'restored'
  name: string
  /** Null: the server could not be asked. */
  bytes: number | null
  createdAt: string
  expiresAt: string | null
  madeBy: Person | null
  runId: string | null
  drop: Act
}

/** All that Headgate keeps of one environment, with size, expiry and who made it. */
export interface KeepsView {
  project: { slug: string; name: string }
  environment: EnvironmentRef & { label: string }
  at: string
  /** In the environment's own database; null: it could not be asked, `unreachable` says why. */
  copies: (KeptCopy & { deployRequest: { number: number; title: string } | null; purge: Act })[] | null
  databases: KeptDatabaseView[]
  /** Of its snapshots, those that take room. */
  snapshots: { count: number; bytes: number; oldest: string | null; nextExpiry: string | null }
  /** Sum over everything above whose size is known. */
  totals: { onTheServer: number; inHeadgate: number }
  unreachable: Failure | null
}

import { z } from 'zod'
import { type FindingFamily, findingFamilies } from './finding'

const minute = 60_000

/** What an environment demands of a deploy. Times are milliseconds unless the name says otherwise. */
export const policySchema = z.strictObject({
  /** Approvals of the plan, by people who are neither its author nor its opener. */
  approvals: whole(0, 5, 'Approvals: a whole number from 0 to 5.'),
  /** A deploy needs a verified snapshot, or takes one first. */
  snapshot: z.enum(['required', 'optional', 'none']),
  snapshotMaxAgeMinutes: whole(1, 60 * 24 * 14, 'Age of a snapshot: 1 to 20,160 minutes.'),
  lockTimeoutMs: whole(100, 10 * minute, 'Wait for a lock: 0.1 to 600 seconds.'),
  statementTimeoutMs: whole(0, 24 * 60 * minute, 'Longest statement: 0 to 1,440 minutes.'),
  idleInTransactionTimeoutMs: whole(
    1_000,
    60 * minute,
    'Longest pause in a transaction: 1 to 3,600 seconds.',
  ),
  lockRetries: whole(0, 20, 'Further attempts for a lock: a whole number from 0 to 20.'),
  /** Terminals are kept out of the database while it demands something. Policies of before have no word about it. */
  gateTerminals: z.boolean().default(true),
  /** Families whose dangers stop the gate until somebody accepts them. Policies of before stop for none. */
  stops: z
    .array(z.enum(findingFamilies))
    .max(findingFamilies.length)
    .refine((families) => new Set(families).size === families.length, 'Each family once.')
    .default([]),
  /** Seconds for which a statement may hold others up, as predicted; longer stops the gate. 0: no limit. */
  longestBlockSeconds: whole(0, 24 * 3600, 'Longest block: 0 to 86,400 seconds.').default(0),
  /** Sessions that may wait behind a run before it is cancelled. 0: no limit. */
  mostBlockedSessions: whole(0, 10_000, 'Sessions behind a run: 0 to 10,000.').default(0),
  /** How snapshots are taken; `auto`: the first method that fits. */
  snapshotMethod: z.enum(['auto', 'dump', 'clone', 'tables', 'external']).default('auto'),
  /** Days after which a snapshot's data is deleted; its record stays. */
  snapshotKeepDays: whole(1, 3_650, 'Snapshots are kept 1 to 3,650 days.').default(14),
  /** Megabytes up to which a deploy copies aside what it destroys, for each table. 0: nothing is kept. */
  keepDataMegabytes: whole(0, 1_000_000, 'Kept data: 0 to 1,000,000 MB a table.').default(1_024),
  /** Days after which kept data is purged. */
  keptDataDays: whole(1, 3_650, 'Kept data stays 1 to 3,650 days.').default(14),
  /** A deploy needs a rehearsal of its plan; `optional`: it is offered. */
  rehearsal: z.enum(['required', 'optional', 'none']).default('optional'),
})

function whole(min: number, max: number, message: string) {
  return z.int(message).min(min, message).max(max, message)
}

export type Policy = z.infer<typeof policySchema>

export type EnvironmentKind = 'development' | 'staging' | 'production'

const guards = {
  lockTimeoutMs: 2_000,
  statementTimeoutMs: 15 * 60_000,
  idleInTransactionTimeoutMs: 60_000,
  lockRetries: 3,
  gateTerminals: true,
}

/** What can stop a site, lose data or fail. */
const harmful: FindingFamily[] = ['blocks', 'loses_data', 'fails_on_data', 'breaks_app', 'transaction']
const kept = {
  snapshotMethod: 'auto',
  snapshotKeepDays: 14,
  keepDataMegabytes: 1_024,
  keptDataDays: 14,
  rehearsal: 'optional',
} as const
const advised = { stops: [], longestBlockSeconds: 0, mostBlockedSessions: 0, ...kept }
const stopped = { stops: harmful, longestBlockSeconds: 30, mostBlockedSessions: 50, ...kept }

export const defaultPolicies: Record<EnvironmentKind, Policy> = {
  development: { approvals: 0, snapshot: 'none', snapshotMaxAgeMinutes: 24 * 60, ...guards, ...advised },
  staging: { approvals: 0, snapshot: 'optional', snapshotMaxAgeMinutes: 24 * 60, ...guards, ...advised },
  production: { approvals: 1, snapshot: 'required', snapshotMaxAgeMinutes: 60, ...guards, ...stopped },
}

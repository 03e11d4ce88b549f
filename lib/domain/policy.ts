import { z } from 'zod'

/** What an environment demands of a deploy. Times are milliseconds unless the name says otherwise. */
export const policySchema = z.strictObject({
  /** Approvals of the plan, by people who are neither its author nor its opener. */
  approvals: z.int().min(0).max(5),
  /** A deploy needs a verified snapshot, or takes one first. */
  snapshot: z.enum(['required', 'optional', 'none']),
  snapshotMaxAgeMinutes: z
    .int()
    .min(1)
    .max(60 * 24 * 14),
  lockTimeoutMs: z.int().min(100).max(600_000),
  statementTimeoutMs: z
    .int()
    .min(0)
    .max(24 * 3_600_000),
  idleInTransactionTimeoutMs: z.int().min(1_000).max(3_600_000),
  lockRetries: z.int().min(0).max(20),
})

export type Policy = z.infer<typeof policySchema>

export type EnvironmentKind = 'development' | 'staging' | 'production'

const guards = {
  lockTimeoutMs: 2_000,
  statementTimeoutMs: 15 * 60_000,
  idleInTransactionTimeoutMs: 60_000,
  lockRetries: 3,
}

export const defaultPolicies: Record<EnvironmentKind, Policy> = {
  development: { approvals: 0, snapshot: 'none', snapshotMaxAgeMinutes: 24 * 60, ...guards },
  staging: { approvals: 0, snapshot: 'optional', snapshotMaxAgeMinutes: 24 * 60, ...guards },
  production: { approvals: 1, snapshot: 'required', snapshotMaxAgeMinutes: 60, ...guards },
}

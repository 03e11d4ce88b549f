import type { Policy } from '@/lib/domain/policy'

/** What a part of the form is about. */
export type PolicyGroup = 'agreement' | 'snapshot' | 'back' | 'run'

export interface PolicyField {
  name: Exclude<keyof Policy, 'snapshot' | 'gateTerminals' | 'stops' | 'snapshotMethod' | 'rehearsal'>
  group: PolicyGroup
  label: string
  hint: string
  /** What one unit of the form is in the policy. */
  factor: number
  min: number
  max: number
  step: number
}

/** The numbers of a policy, in units for people. */
export const policyFields: PolicyField[] = [
  {
    name: 'approvals',
    group: 'agreement',
    label: 'Approvals',
    hint: 'Of people who neither wrote nor opened it.',
    factor: 1,
    min: 0,
    max: 5,
    step: 1,
  },
  {
    name: 'snapshotMaxAgeMinutes',
    group: 'snapshot',
    label: 'Snapshot not older than (minutes)',
    hint: 'Counted from when it was taken.',
    factor: 1,
    min: 1,
    max: 20_160,
    step: 1,
  },
  {
    name: 'lockTimeoutMs',
    group: 'run',
    label: 'Wait for a lock (seconds)',
    hint: 'Then the attempt is taken back; others wait behind it no longer than this.',
    factor: 1000,
    min: 0.1,
    max: 600,
    step: 0.1,
  },
  {
    name: 'lockRetries',
    group: 'run',
    label: 'Further attempts for a lock',
    hint: 'With growing pauses between them.',
    factor: 1,
    min: 0,
    max: 20,
    step: 1,
  },
  {
    name: 'statementTimeoutMs',
    group: 'run',
    label: 'Longest statement (minutes)',
    hint: '0: no limit.',
    factor: 60_000,
    min: 0,
    max: 1_440,
    step: 0.5,
  },
  {
    name: 'longestBlockSeconds',
    group: 'agreement',
    label: 'Longest block of others (seconds)',
    hint: 'As predicted; longer stops the gate. 0: no limit.',
    factor: 1,
    min: 0,
    max: 86_400,
    step: 1,
  },
  {
    name: 'mostBlockedSessions',
    group: 'run',
    label: 'Most sessions behind a run',
    hint: 'When more wait for its locks, it is cancelled. 0: no limit.',
    factor: 1,
    min: 0,
    max: 10_000,
    step: 1,
  },
  {
    name: 'snapshotKeepDays',
    group: 'snapshot',
    label: 'Snapshots are kept (days)',
    hint: 'Then their data is deleted; the record stays.',
    factor: 1,
    min: 1,
    max: 3_650,
    step: 1,
  },
  {
    name: 'keepDataMegabytes',
    group: 'back',
    label: 'Keep what is destroyed, up to (MB a table)',
    hint: 'Copied under the table’s lock, for a rollback that gives it back. 0: nothing is kept.',
    factor: 1,
    min: 0,
    max: 1_000_000,
    step: 1,
  },
  {
    name: 'keptDataDays',
    group: 'back',
    label: 'Kept data stays (days)',
    hint: 'Then it is purged.',
    factor: 1,
    min: 1,
    max: 3_650,
    step: 1,
  },
  {
    name: 'idleInTransactionTimeoutMs',
    group: 'run',
    label: 'Longest pause in a transaction (seconds)',
    hint: 'Ends a run whose own process hangs.',
    factor: 1000,
    min: 1,
    max: 3_600,
    step: 1,
  },
]

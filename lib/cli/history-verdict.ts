import { listNames } from '../domain/list-names'
import { type MigrationState, type MigrationStatus, pendingStates, troubledStates } from '../domain/migration'
import type { DriftState } from '../domain/observation'
import { describeTroubles } from '../domain/trouble-words'
import { count } from '../domain/verdict'
import { shellWord } from './shell-word'

export interface HistoryVerdict {
  verdict: 'up_to_date' | 'pending' | 'attention'
  /** The first sentence. */
  what: string
  next: string
  troubles: { migration: string | null; what: string; next: string }[]
  diverged: boolean
  unmanaged: boolean
  counts: Record<MigrationState, number>
}

interface Seen {
  migrations: MigrationStatus[]
  /** Tables are there, and no ledger that says where they come from. */
  unmanaged: boolean
  drift: DriftState | null
}

const trouble: Partial<Record<MigrationState, string>> = {
  failed: 'It failed, or was interrupted, and Prisma applies nothing more until it is resolved.',
  edited: 'Its file was changed after it was applied.',
  missing: 'It is applied, and the project has no file for it.',
}

/** What the state of a database's history amounts to. Pure. */
export function judgeHistory({ migrations, unmanaged, drift }: Seen): HistoryVerdict {
  const counts = countStates(migrations)
  const pending = migrations.filter(({ state }) => pendingStates.includes(state))
  const troubled = migrations.filter(({ state }) => troubledStates.includes(state))
  const diverged = counts.missing > 0 && pending.length > 0
  const troubles = [
    ...(unmanaged
      ? [
          {
            migration: null,
            what: 'Tables are there, and Prisma never touched this database.',
            next: 'headgate baseline',
          },
        ]
      : []),
    ...troubledStates.flatMap((state) =>
      troubled
        .filter((migration) => migration.state === state)
        .map(({ name }) => ({
          migration: name,
          what: trouble[state] ?? state,
          next: `headgate resolve ${shellWord(name)}`,
        })),
    ),
    ...(drift && drift.state !== 'none' ? [driftTrouble(drift)] : []),
  ]
  const first = troubles[0]
  const rest = { counts, diverged, unmanaged, troubles }
  if (first) {
    const words = troubleWords(troubled, { unmanaged, diverged, drift })
    return { ...rest, verdict: 'attention', what: `Needs attention: ${words}.`, next: first.next }
  }
  if (pending.length > 0) {
    const late = counts.out_of_order > 0 ? ` ${outOfOrderWords(migrations)}` : ''
    const what = `${count(pending.length, 'migration is', 'migrations are')} pending.${late}`
    return {
      ...rest,
      verdict: 'pending',
      what,
      next: 'headgate plan shows what a deploy would do; headgate deploy does it.',
    }
  }
  const what =
    migrations.length === 0
      ? 'Up to date: the project has no migrations.'
      : `Up to date: ${count(counts.applied, 'migration is', 'migrations are')} applied, and none is pending.`
  const next =
    migrations.length === 0
      ? 'headgate create NAME writes the first migration, from the schema.'
      : nextWhenDone(drift)
  return { ...rest, verdict: 'up_to_date', what, next }
}

function countStates(migrations: MigrationStatus[]): Record<MigrationState, number> {
  const counts = { applied: 0, pending: 0, out_of_order: 0, rolled_back: 0, failed: 0, edited: 0, missing: 0 }
  for (const { state } of migrations) counts[state] += 1
  return counts
}

function driftTrouble(drift: DriftState) {
  return drift.state === 'drifted'
    ? { migration: null, what: `The live schema has drifted: ${driftCount(drift)}.`, next: 'headgate drift' }
    : { migration: null, what: `Drift is not known. ${drift.details.join(' ')}`, next: 'headgate drift' }
}

function driftCount(drift: DriftState): string {
  return count(drift.details.length, 'object differs', 'objects differ')
}

function troubleWords(
  troubled: MigrationStatus[],
  { unmanaged, diverged, drift }: { unmanaged: boolean; diverged: boolean; drift: DriftState | null },
): string {
  return [
    ...(unmanaged ? ['this database has tables and no ledger'] : []),
    ...describeTroubles(troubled),
    ...(diverged ? ['the history diverged: other migrations than these are pending here'] : []),
    ...(drift?.state === 'drifted' ? [`the live schema has drifted (${driftCount(drift)})`] : []),
    ...(drift?.state === 'unknown' ? ['whether the schema has drifted is not known'] : []),
  ].join('; ')
}

function outOfOrderWords(migrations: MigrationStatus[]): string {
  const late = migrations.filter(({ state }) => state === 'out_of_order').map(({ name }) => name)
  const one = late.length === 1
  return `${listNames(late, 3)} ${one ? 'comes' : 'come'} before one that is applied already: ${one ? 'it' : 'they'} would run after it.`
}

function nextWhenDone(drift: DriftState | null): string {
  return drift === null
    ? 'Nothing. headgate status --drift also compares the live schema.'
    : 'Nothing: the live schema is what the migrations build.'
}

import 'server-only'
import { unsettledDeployRequestStates } from '../domain/deploy-request-transition'
import type { MigrationFile, MigrationStatus } from '../domain/migration'
import { migrationStatuses } from '../domain/migration-status'
import type { EnvironmentSummary } from '../domain/overview-view'
import { unfinishedRunStates } from '../domain/run'
import type { Prisma } from '../store/generated/client'
import { readFailure, readObservation, readPolicy } from '../store/read-json'

/** What a summary is made of. */
export const summaryParts = {
  runs: {
    orderBy: { createdAt: 'desc' },
    take: 20,
    select: { id: true, kind: true, state: true, endedAt: true },
  },
  snapshots: {
    where: { takenAt: { not: null }, state: { in: ['complete', 'verified'] } },
    orderBy: { takenAt: 'desc' },
    take: 1,
  },
  deployRequests: {
    where: { state: { in: unsettledDeployRequestStates } },
    orderBy: { number: 'desc' },
    select: { number: true, title: true },
  },
} satisfies Prisma.EnvironmentInclude

type Row = Prisma.EnvironmentGetPayload<{ include: typeof summaryParts }>

/**
 * The state of each migration by the ledger as it was last seen and the newest files, so that a migration that came
 * in after the last look is pending at once. Empty: never looked at.
 */
export function statusesOf(column: Prisma.JsonValue, files: MigrationFile[]): MigrationStatus[] {
  const seen = readObservation(column)
  if (!seen) return []
  return migrationStatuses(
    files,
    seen.migrations.flatMap((migration) => migration.row ?? []),
  )
}

export function summaryOf(row: Row, statuses: MigrationStatus[]): EnvironmentSummary {
  const observation = readObservation(row.observation)
  const policy = readPolicy(row.policy)
  const run = row.runs.findLast(({ state }) => unfinishedRunStates.includes(state))
  const snapshot = row.snapshots[0]
  const applied = statuses.filter((one) => one.row?.finishedAt && !one.row.rolledBackAt)
  return {
    slug: row.slug,
    name: row.name,
    kind: row.kind,
    label: row.label,
    serverMajor: row.serverVersion === null ? null : Math.floor(row.serverVersion / 10_000),
    observedAt: row.observedAt?.toISOString() ?? null,
    unreachable: readFailure(row.unreachable),
    changedSince: changedSince(row),
    version: applied.at(-1)?.name ?? null,
    line: statuses.map(({ name, state }) => ({ name, state })),
    drift: observation?.drift ?? null,
    running: run ? { id: run.id, kind: run.kind, state: run.state } : null,
    lastSnapshot: snapshot?.takenAt
      ? { at: snapshot.takenAt.toISOString(), state: snapshot.state, method: snapshot.method }
      : null,
    snapshotDemand: policy.snapshot,
    approvals: policy.approvals,
    openRequests: row.deployRequests,
  }
}

/** A deploy or rollback ended after the last look began: with a long history the next look takes a while. */
function changedSince({ observedAt, runs }: Row): boolean {
  return runs.some(
    ({ kind, endedAt }) => kind !== 'snapshot' && observedAt && endedAt && endedAt > observedAt,
  )
}

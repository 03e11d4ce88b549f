import 'server-only'
import { context } from '../composition/context'
import type { TerminalMark } from '../domain/mark'
import type { MigrationStatus } from '../domain/migration'
import type { Actor } from '../domain/permission'
import type { TimelineEntry, TimelineView } from '../domain/timeline-view'
import { readObservation, readTerminalMark } from '../store/read-json'
import { actOf } from './acts'
import { appliedBy, type DeployStep, readDeploySteps } from './applied-by'
import { statusesOf, summaryOf, summaryParts } from './environment-summary'
import { newestRevision } from './newest-revision'

/** The history of an environment; null when it does not exist. */
export async function readTimeline(
  viewer: Actor,
  project: string,
  slug: string,
): Promise<TimelineView | null> {
  const { db } = context()
  const row = await db.environment.findFirst({
    where: { slug, project: { slug: project } },
    include: { ...summaryParts, project: true },
  })
  if (!row) return null
  const [revision, steps, runs, snapshots, terminalRuns, ignored] = await Promise.all([
    newestRevision(row.projectId),
    readDeploySteps([row.id]),
    readRuns(row.id),
    db.snapshot.findMany({ where: { environmentId: row.id }, orderBy: { createdAt: 'desc' }, take: 8 }),
    db.terminalRun.findMany({
      where: { environmentId: row.id },
      orderBy: { startedAt: 'desc' },
      take: 200,
    }),
    db.ignoredDrift.count({ where: { environmentId: row.id } }),
  ])
  const terminals = terminalRuns.map((run) => readTerminalMark(run.mark))
  const statuses = statusesOf(row.observation, revision?.migrations ?? [])
  return {
    project: { slug: row.project.slug, name: row.project.name },
    environment: summaryOf(row, statuses),
    entries: statuses.map((status) => toEntry(status, steps, terminals)).reverse(),
    terminals: terminals.slice(0, 12),
    ignored,
    hidden: readObservation(row.observation)?.hidden ?? null,
    runs,
    snapshots: snapshots.map(({ id, state, method, takenAt, sizeBytes }) => ({
      id,
      state,
      method,
      takenAt: takenAt?.toISOString() ?? null,
      sizeBytes: sizeBytes === null ? null : Number(sizeBytes),
    })),
    open: actOf(viewer, 'deploy-request.open'),
    observe: actOf(viewer, 'environment.observe'),
  }
}

function toEntry(
  { name, state, row }: MigrationStatus,
  steps: DeployStep[],
  terminals: TerminalMark[],
): TimelineEntry {
  return {
    name,
    state,
    startedAt: row?.startedAt ?? null,
    finishedAt: row?.finishedAt ?? null,
    rolledBackAt: row?.rolledBackAt ?? null,
    logs: row?.logs || null,
    ...appliedBy(row, steps, terminals),
  }
}

async function readRuns(environmentId: string): Promise<TimelineView['runs']> {
  const rows = await context().db.run.findMany({
    where: { environmentId },
    orderBy: { createdAt: 'desc' },
    take: 12,
    include: { requestedBy: true, deployRequest: { select: { number: true, title: true } } },
  })
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    tookMs: row.startedAt && row.endedAt ? row.endedAt.getTime() - row.startedAt.getTime() : null,
    by: row.requestedBy.name,
    request: row.deployRequest,
  }))
}

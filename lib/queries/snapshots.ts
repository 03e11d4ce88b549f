import 'server-only'
import { context } from '../composition/context'
import type { EnvironmentRef } from '../domain/deploy-request-view'
import type { Actor } from '../domain/permission'
import { type StepDetail, unfinishedRunStates } from '../domain/run'
import type { SnapshotMethodName } from '../domain/snapshot'
import { coverageOf } from '../domain/snapshot-coverage'
import { snapshotActs } from '../domain/snapshot-transition'
import type { Coverage, SnapshotsView, SnapshotView } from '../domain/snapshot-view'
import type { Prisma } from '../store/generated/client'
import { readFailure, readManifest, readPolicy, readStepDetail } from '../store/read-json'
import { actOf } from './acts'

const snapshotParts = {
  confirmedBy: true,
  environment: true,
  run: {
    include: {
      requestedBy: true,
      deployRequest: { select: { number: true, title: true } },
      steps: { where: { kind: { in: ['take', 'snapshot', 'verify'] } }, orderBy: { position: 'asc' } },
    },
  },
} satisfies Prisma.SnapshotInclude

type SnapshotRow = Prisma.SnapshotGetPayload<{ include: typeof snapshotParts }>

const listed = 200

/** How each environment is covered, and every snapshot, newest first; null when the project does not exist. */
export async function readSnapshots(viewer: Actor, projectSlug: string): Promise<SnapshotsView | null> {
  const { db, clock } = context()
  const project = await db.project.findUnique({
    where: { slug: projectSlug },
    include: { environments: { orderBy: { position: 'asc' }, include: environmentParts } },
  })
  if (!project) return null
  const rows = await db.snapshot.findMany({
    where: { environment: { projectId: project.id } },
    include: snapshotParts,
    orderBy: { createdAt: 'desc' },
    take: listed,
  })
  const taken = rows.map((row) => ({ ...toSnapshot(row), ...snapshotActs(viewer, row.state) }))
  const now = clock.now()
  const coverage = project.environments.map((environment) => toCoverage(environment, taken, now))
  const covering = new Set(
    coverage.flatMap(({ state, latest }) => (state === 'none' ? [] : (latest?.id ?? []))),
  )
  const snapshots = taken.map((snapshot) => ({ ...snapshot, covers: covering.has(snapshot.id) }))
  return {
    project: { slug: project.slug, name: project.name },
    at: now.toISOString(),
    coverage,
    snapshots,
    take: actOf(viewer, 'snapshot.take'),
    confirm: actOf(viewer, 'snapshot.confirm'),
    viewer: { id: viewer.id, name: viewer.name },
  }
}

const environmentParts = {
  runs: {
    where: { kind: 'snapshot', state: { in: unfinishedRunStates } },
    orderBy: { createdAt: 'desc' },
    take: 1,
  },
} satisfies Prisma.EnvironmentInclude

type EnvironmentRow = Prisma.EnvironmentGetPayload<{ include: typeof environmentParts }>

function toCoverage(row: EnvironmentRow, snapshots: SnapshotView[], now: Date): Coverage {
  const policy = readPolicy(row.policy)
  const own = snapshots.filter((snapshot) => snapshot.environment.slug === row.slug)
  const run = row.runs[0]
  return {
    environment: { ...refOf(row), label: row.label },
    demand: policy.snapshot,
    maxAgeMinutes: policy.snapshotMaxAgeMinutes,
    ...coverageOf(own, policy, now),
    running: run ? { runId: run.id, state: run.state === 'queued' ? 'queued' : 'running' } : null,
  }
}

function refOf(row: EnvironmentRef): EnvironmentRef {
  return { slug: row.slug, name: row.name, kind: row.kind }
}

function toSnapshot(row: SnapshotRow): Omit<SnapshotView, 'remove' | 'restore'> {
  const manifest = readManifest(row.manifest)
  const steps = (row.run?.steps ?? []).map((step) => ({ ...step, detail: readStepDetail(step.detail) }))
  return {
    id: row.id,
    environment: refOf(row.environment),
    method: row.method as SnapshotMethodName,
    state: row.state,
    // A dump's folder is a path of this machine: nobody's business in a browser.
    reference: row.method === 'dump' || row.method === 'tables' ? null : row.location,
    sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    tables: manifest?.tables.length ?? null,
    rows: manifest?.tables.reduce((sum, table) => sum + table.rows, 0) ?? null,
    takenAt: row.takenAt?.toISOString() ?? null,
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    takeMs: row.takeMs,
    restoreMs: row.restoreMs,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    confirmedBy: row.confirmedBy ? { id: row.confirmedBy.id, name: row.confirmedBy.name } : null,
    requestedBy: row.run ? { id: row.run.requestedBy.id, name: row.run.requestedBy.name } : null,
    runId: row.runId,
    takenFor: row.run?.deployRequest ?? null,
    note: row.note,
    failure: readFailure(row.failure),
    scope: manifest?.scope ?? null,
    progress: row.state === 'running' || row.state === 'requested' ? progressOf(steps) : null,
    notes: steps
      .filter(({ kind, state }) => state === 'done' && (row.run?.kind === 'snapshot' || kind === 'snapshot'))
      .flatMap(({ detail }) => detail.notes ?? [])
      .filter((note) => !manifest?.chosen?.includes(note)),
    chosen: manifest?.chosen ?? [],
    covers: false,
    byHand: byHand(row),
    database: row.environment.label.split('/').at(-1) ?? '',
  }
}

function progressOf(steps: { state: string; detail: StepDetail }[]): SnapshotView['progress'] {
  const going = steps.findLast(({ state }) => state === 'running')?.detail
  if (!going?.progress) return null
  return { ...going.progress, note: going.notes?.at(-1) ?? null }
}

/** What Headgate does not restore itself, its method tells how a person does. */
function byHand({ method, location }: SnapshotRow): string | null {
  if (location === null) return null
  return (
    context()
      .snapshots.find(({ name }) => name === method)
      ?.restoredByHand?.(location) ?? null
  )
}

import 'server-only'
import { context } from '../composition/context'
import type { EnvironmentRef } from '../domain/deploy-request-view'
import type { Actor } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import type { SnapshotMethodName } from '../domain/snapshot'
import { coverageOf } from '../domain/snapshot-coverage'
import type { Coverage, SnapshotsView, SnapshotView } from '../domain/snapshot-view'
import type { Prisma } from '../store/generated/client'
import { readFailure, readManifest, readPolicy } from '../store/read-json'
import { actOf } from './acts'

const snapshotParts = {
  confirmedBy: true,
  environment: true,
  run: { include: { requestedBy: true, deployRequest: { select: { number: true, title: true } } } },
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
  const remove = actOf(viewer, 'snapshot.delete')
  const snapshots = rows.map((row) => ({ ...toSnapshot(row), remove }))
  const now = clock.now()
  return {
    project: { slug: project.slug, name: project.name },
    at: now.toISOString(),
    coverage: project.environments.map((environment) => toCoverage(environment, snapshots, now)),
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

function toSnapshot(row: SnapshotRow): Omit<SnapshotView, 'remove'> {
  const manifest = readManifest(row.manifest)
  return {
    id: row.id,
    environment: refOf(row.environment),
    method: row.method as SnapshotMethodName,
    state: row.state,
    // A dump's folder is a path of this machine: nobody's business in a browser.
    reference: row.method === 'dump' ? null : row.location,
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
  }
}

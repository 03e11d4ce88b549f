import 'server-only'
import { context } from '../composition/context'
import {
  type KeepsTotals,
  type KeepsView,
  type KeptDatabaseView,
  type KeptSnapshotView,
  totalsOf,
} from '../domain/keeps-view'
import type { Actor } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import type { SnapshotMethodName } from '../domain/snapshot'
import { lookAtKeeps, type SeenKeeps } from '../operations/look-at-keeps'
import type { Prisma } from '../store/generated/client'
import { readRunInput, readStepDetail } from '../store/read-json'
import { actOf } from './acts'

const parts = {
  project: true,
  keptDatabases: {
    // What a run is still making is its own page's matter.
    where: { droppedAt: null, NOT: { run: { state: { in: unfinishedRunStates } } } },
    orderBy: { createdAt: 'desc' },
    include: { createdBy: true, run: { include: { steps: true } } },
  },
  snapshots: {
    where: { state: { in: ['complete', 'verified'] } },
    orderBy: { createdAt: 'desc' },
    include: { confirmedBy: true, run: { include: { requestedBy: true } } },
  },
} satisfies Prisma.EnvironmentInclude

type EnvironmentRow = Prisma.EnvironmentGetPayload<{ include: typeof parts }>

/** All that Headgate keeps of an environment, asked now; null when it does not exist. */
export async function readKeeps(viewer: Actor, projectSlug: string, slug: string): Promise<KeepsView | null> {
  const { db, clock, database, secrets } = context()
  const row = await db.environment.findFirst({
    where: { slug, project: { slug: projectSlug } },
    include: parts,
  })
  if (!row) return null
  const seen = await lookAtKeeps(
    context(),
    viewer,
    row,
    row.keptDatabases.map(({ databaseOid }) => Number(databaseOid)),
  )
  const drop = actOf(viewer, 'kept-database.drop')
  const url = secrets.open(row.urlSecret)
  const labelOf = (name: string) => {
    const label = database.label(database.withDatabase(url, name))
    return label.ok ? label.value : name
  }
  const databases = row.keptDatabases.flatMap(
    (kept) => toDatabase(kept, seen.ok ? seen.value.databases : null, labelOf) ?? [],
  )
  const view = {
    copies: seen.ok ? await withRequests(seen.value.copies) : null,
    databases: databases.map((each) => ({ ...each, drop })),
    snapshots: row.snapshots.map(toSnapshot),
  }
  return {
    project: { slug: row.project.slug, name: row.project.name },
    environment: { slug: row.slug, name: row.name, kind: row.kind, label: row.label },
    at: clock.now().toISOString(),
    ...view,
    totals: totalsOf(view),
    purge: actOf(viewer, 'kept.purge'),
    export: actOf(viewer, 'rows.export'),
    unreachable: seen.ok ? null : seen.failure,
    lastSeen: row.observedAt?.toISOString() ?? null,
  }
}

/** The sums alone, for one line on another page. */
export async function readKeepsTotals(
  viewer: Actor,
  projectSlug: string,
  slug: string,
): Promise<KeepsTotals | null> {
  return (await readKeeps(viewer, projectSlug, slug))?.totals ?? null
}

type KeptRow = EnvironmentRow['keptDatabases'][number]

/** Null: the server was asked and has no such database; it is not listed as if it were there. */
function toDatabase(
  row: KeptRow,
  seen: SeenKeeps['databases'] | null,
  labelOf: (name: string) => string,
): Omit<KeptDatabaseView, 'drop'> | null {
  const there = seen?.get(Number(row.databaseOid))
  if (seen && !there) return null
  const input = row.run ? readRunInput(row.run.input) : null
  const lost = row.run?.steps.map((step) => readStepDetail(step.detail).lost).find(Boolean)
  return {
    id: row.id,
    kind: row.kind === 'failed' ? 'failed' : 'restored',
    name: row.name,
    label: labelOf(row.name),
    bytes: there?.bytes ?? null,
    bytesThen: row.bytes === null ? null : Number(row.bytes),
    connected: there?.connected ?? null,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    madeBy: { id: row.createdBy.id, name: row.createdBy.name },
    runId: row.runId,
    lost: lost ?? null,
    snapshotId: input && 'snapshotId' in input ? input.snapshotId : null,
  }
}

function toSnapshot(row: EnvironmentRow['snapshots'][number]): KeptSnapshotView {
  const method = row.method as SnapshotMethodName
  const by = row.confirmedBy ?? row.run?.requestedBy
  return {
    id: row.id,
    method,
    state: row.state,
    bytes: row.sizeBytes === null ? null : Number(row.sizeBytes),
    where: method === 'external' ? 'elsewhere' : method === 'clone' ? 'server' : 'headgate',
    at: (row.takenAt ?? row.createdAt).toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    madeBy: by ? { id: by.id, name: by.name } : null,
  }
}

/** Which deploy request each copy belongs to. */
async function withRequests(copies: SeenKeeps['copies']): Promise<NonNullable<KeepsView['copies']>> {
  const runs = await context().db.run.findMany({
    where: { id: { in: copies.map(({ runId }) => runId) } },
    select: { id: true, deployRequest: { select: { number: true, title: true } } },
  })
  return copies.map((copy) => ({
    ...copy,
    deployRequest: runs.find(({ id }) => id === copy.runId)?.deployRequest ?? null,
  }))
}

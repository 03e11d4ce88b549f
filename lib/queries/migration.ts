import 'server-only'
import { context } from '../composition/context'
import type { MigrationFile } from '../domain/migration'
import type { MigrationPlace, MigrationView } from '../domain/migration-view'
import { loadParser } from '../sql/parse'
import { planSegments } from '../sql/segments'
import type { Prisma } from '../store/generated/client'
import { readMigrationFiles, readStepDetail } from '../store/read-json'
import { appliedBy, type DeployStep, readDeploySteps } from './applied-by'
import { statusesOf } from './environment-summary'
import { newestRevision } from './newest-revision'

/** One migration: its file, its statements, and where it is applied; null when neither files nor ledgers know it. */
export async function readMigration(projectSlug: string, name: string): Promise<MigrationView | null> {
  const project = await context().db.project.findUnique({
    where: { slug: projectSlug },
    include: { environments: { orderBy: { position: 'asc' } } },
  })
  if (!project) return null
  const revision = await newestRevision(project.id)
  const files = revision?.migrations ?? []
  const current = files.find((file) => file.name === name)
  const file = current ?? (await fileOfOlderRevision(project.id, name))
  const steps = await readDeploySteps(
    project.environments.map((environment) => environment.id),
    name,
  )
  const places = project.environments.map((environment) => {
    const mine = steps.filter((step) => step.environmentId === environment.id)
    return placeOf(environment, files, name, mine)
  })
  if (!file && places.every((place) => place.state === null)) return null
  const at = files.findIndex((one) => one.name === name)
  return {
    project: { slug: project.slug, name: project.name },
    name,
    sql: file?.sql ?? null,
    current: current !== undefined,
    checksum: file?.checksum ?? null,
    ...(await analyse(file?.sql ?? null)),
    measured: await measuredIn(project.environments, steps[0]),
    places,
    previous: files[at - 1]?.name ?? null,
    next: at < 0 ? null : (files[at + 1]?.name ?? null),
  }
}

async function analyse(sql: string | null): Promise<Pick<MigrationView, 'statements' | 'mode' | 'notes'>> {
  if (sql === null) return { statements: [], mode: null, notes: [] }
  await loadParser()
  const { statements, mode, notes } = planSegments(sql)
  return { statements, mode, notes }
}

function placeOf(
  environment: { slug: string; name: string; observation: Prisma.JsonValue },
  files: MigrationFile[],
  name: string,
  steps: DeployStep[],
): MigrationPlace {
  const status = statusesOf(environment.observation, files).find((one) => one.name === name)
  return {
    environment: { slug: environment.slug, name: environment.name },
    state: status?.state ?? null,
    finishedAt: status?.row?.finishedAt ?? null,
    rolledBackAt: status?.row?.rolledBackAt ?? null,
    otherChecksum: status?.state === 'edited' ? (status.row?.checksum ?? null) : null,
    ...appliedBy(status?.row ?? null, steps),
  }
}

/** The newest revision that still held the file, for what was applied and then deleted. */
async function fileOfOlderRevision(projectId: string, name: string): Promise<MigrationFile | undefined> {
  const row = await context().db.revision.findFirst({
    where: { projectId, migrations: { array_contains: [{ name }] } },
    orderBy: { createdAt: 'desc' },
    select: { migrations: true },
  })
  return row ? readMigrationFiles(row.migrations).find((file) => file.name === name) : undefined
}

async function measuredIn(
  environments: { id: string; name: string }[],
  step: DeployStep | undefined,
): Promise<MigrationView['measured']> {
  if (!step) return null
  const rows = await context().db.runStep.findMany({
    where: { runId: step.runId, kind: 'statement', detail: { path: ['migration'], equals: step.migration } },
    select: { detail: true },
  })
  const ms: Record<number, number> = {}
  for (const row of rows) {
    const { statement, durationMs } = readStepDetail(row.detail)
    if (statement !== undefined && durationMs !== undefined) ms[statement] = durationMs
  }
  const environment = environments.find((one) => one.id === step.environmentId)?.name ?? ''
  return Object.keys(ms).length > 0 ? { environment, ms } : null
}

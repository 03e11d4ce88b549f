import 'server-only'
import { context } from '../composition/context'
import type { Actor } from '../domain/permission'
import { endedRunStates, type StepKind, unfinishedRunStates } from '../domain/run'
import type { LogLineView, RunProgress, RunView, StepView } from '../domain/run-view'
import type { Prisma } from '../store/generated/client'
import { readOutcome, readPlan, readRunInput, readStepDetail } from '../store/read-json'
import { actOf } from './acts'
import { readResume } from './resume'

const parts = {
  environment: { include: { project: true } },
  requestedBy: true,
  deployRequest: { select: { number: true, title: true } },
  plan: { select: { fingerprint: true, body: true } },
  deployRun: { select: { plan: { select: { body: true } } } },
  resolution: { select: { id: true, title: true } },
  rollbacks: { select: { id: true, state: true }, orderBy: { createdAt: 'asc' } },
  snapshots: { orderBy: { createdAt: 'asc' } },
} satisfies Prisma.RunInclude

/** The most log lines that one answer carries; the client asks for the next ones. */
const logPage = 2_000

/** A run with everything its page shows; null when it does not exist in this project. */
export async function readRun(viewer: Actor, projectSlug: string, id: string): Promise<RunView | null> {
  const { db } = context()
  const row = await db.run.findFirst({
    where: { id, environment: { project: { slug: projectSlug } } },
    include: parts,
  })
  const progress = row ? await readRunProgress(viewer, id, { knownSteps: 0, afterLine: '0' }) : null
  if (!row || !progress) return null
  const { environment } = row
  const plan = row.plan ?? row.deployRun?.plan
  const names = plan ? readPlan(plan.body).migrations.map((migration) => migration.name) : []
  return {
    ...progress,
    kind: row.kind,
    project: { slug: environment.project.slug, name: environment.project.name },
    environment: {
      slug: environment.slug,
      name: environment.name,
      kind: environment.kind,
      label: environment.label,
    },
    requestedBy: { id: row.requestedBy.id, name: row.requestedBy.name },
    createdAt: row.createdAt.toISOString(),
    deployRequest: row.deployRequest,
    resolution: row.resolution,
    planFingerprint: row.plan?.fingerprint ?? null,
    migrations: row.kind === 'rollback' ? names.toReversed() : names,
    takesBack: row.deployRunId,
    rollbacks: row.rollbacks,
    snapshots: row.snapshots.map((snapshot) => ({
      id: snapshot.id,
      state: snapshot.state,
      method: snapshot.method,
      sizeBytes: snapshot.sizeBytes === null ? null : Number(snapshot.sizeBytes),
      restoreMs: snapshot.restoreMs,
    })),
    rollBack: actOf(viewer, 'rollback.preview'),
    resumes: resumedBy(row.input),
  }
}

/**
 * What changed of a run. `knownSteps`: the client has the SQL of that many first steps, so it is left out.
 * `afterLine`: the number of the last log line that the client has.
 */
export async function readRunProgress(
  viewer: Actor,
  id: string,
  { knownSteps, afterLine }: { knownSteps: number; afterLine: string },
): Promise<RunProgress | null> {
  const { db, clock } = context()
  const row = await db.run.findUnique({
    where: { id },
    include: {
      steps: { orderBy: { position: 'asc' } },
      keptDatabases: true,
      log: { where: { id: { gt: BigInt(afterLine) } }, orderBy: { id: 'asc' }, take: logPage },
      environment: { select: { kind: true } },
      deployRequest: { select: { id: true, number: true, state: true } },
    },
  })
  if (!row) return null
  const goesOn = row.kind === 'deploy' && row.endedAt !== null
  const resume = goesOn ? await readResume(viewer, row.deployRequest, row.environment.kind) : null
  return {
    id: row.id,
    sequence: row.sequence,
    state: row.state,
    startedAt: row.startedAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    cancelAskedAt: row.cancelAskedAt?.toISOString() ?? null,
    outcome: readOutcome(row.outcome),
    steps: row.steps.map((step) => toStep(step, knownSteps)),
    log: row.log.map(toLine),
    at: clock.now().toISOString(),
    cancel: endedRunStates.includes(row.state)
      ? { allowed: false, because: 'This run has ended.' }
      : actOf(viewer, 'run.cancel'),
    resume: resume?.runId === row.id ? resume : null,
    keptDatabases: row.keptDatabases.map(({ id: keptId, name, droppedAt }) => ({
      id: keptId,
      name,
      dropped: droppedAt !== null,
    })),
    exportRows: actOf(viewer, 'rows.export'),
    ahead: row.state === 'queued' ? await runsAhead(row) : 0,
  }
}

function resumedBy(column: Prisma.JsonValue): string | null {
  const input = readRunInput(column)
  return input.kind === 'deploy' ? (input.resumes ?? null) : null
}

function toStep(step: Prisma.RunStepGetPayload<object>, knownSteps: number): StepView {
  const { sql, ...rest } = readStepDetail(step.detail)
  return {
    position: step.position,
    kind: step.kind as StepKind,
    title: step.title,
    parent: step.parent,
    state: step.state,
    detail: sql !== undefined && step.position >= knownSteps ? { ...rest, sql } : rest,
    startedAt: step.startedAt?.toISOString() ?? null,
    endedAt: step.endedAt?.toISOString() ?? null,
  }
}

function toLine(line: Prisma.RunLogLineGetPayload<object>): LogLineView {
  return {
    id: String(line.id),
    at: line.at.toISOString(),
    level: line.level as LogLineView['level'],
    message: line.message,
    detail: line.detail as Record<string, unknown>,
  }
}

function runsAhead(row: { environmentId: string; createdAt: Date; id: string }): Promise<number> {
  return context().db.run.count({
    where: {
      environmentId: row.environmentId,
      id: { not: row.id },
      state: { in: unfinishedRunStates },
      createdAt: { lte: row.createdAt },
    },
  })
}

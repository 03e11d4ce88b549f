import type { Context } from '../composition/context'
import type { Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogDelta } from '../domain/catalog-delta'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { describeChanges } from '../domain/catalog-words'
import type { Gate } from '../domain/gate'
import { type GateFacts, judgeGate, type SnapshotFact } from '../domain/judge-gate'
import type { RehearsalFact } from '../domain/judge-rehearsal'
import type { LedgerRow, MigrationFile } from '../domain/migration'
import { migrationStatuses } from '../domain/migration-status'
import type { Plan, PlanChange } from '../domain/plan'
import { unfinishedRunStates } from '../domain/run'
import type { ReviewFact } from '../domain/standing-reviews'
import { describeTroubles } from '../domain/trouble-words'
import { ledgerFingerprint, readLedger } from '../engines/prisma/ledger'
import { choiceInWords, chooseMethod } from '../snapshots/choose'
import { readAcceptances } from '../store/acceptances'
import type {
  DeployRequest,
  Environment,
  Plan as PlanRow,
  Prisma,
  Project,
  Revision,
} from '../store/generated/client'
import { readCatalog, readEvidence, readPlan, readPolicy } from '../store/read-json'
import { newestRehearsal } from '../store/rehearsals'
import { addressOf } from './environment-address'
import { identityChanged } from './observe-environment'
import { recheckEvidence } from './recheck-evidence'
import { currentPlan } from './refresh-plan'
import { reviewFact } from './review-fact'
import { scopeOfPlan } from './scope-of-plan'
import { snapshotOfBase } from './snapshot-of-base'

type Subject = DeployRequest & {
  project: Project
  environment: Environment
  revision: Revision
}

export interface GateQuestion {
  deployRequestId: string
  /** Asks the live database again what was asked for the evidence. `quick`: only what was answered at once. */
  recheck?: 'quick' | 'all'
}

/**
 * Says whether a deploy request may be deployed now. Looks at the files, at the live ledger and schema, and at the
 * records; writes nothing. Throws when there is no such request.
 */
export async function evaluateGate(context: Context, where: GateQuestion): Promise<Gate> {
  const request = await context.db.deployRequest.findUniqueOrThrow({
    where: { id: where.deployRequestId },
    include: { project: true, environment: true, revision: true },
  })
  const plan = await currentPlan(context.db, request.id)
  if (!plan) return noPlan
  const live = await lookAtLive(context, request, plan, where.recheck ?? 'quick')
  return judgeGate({
    now: context.clock.now(),
    state: request.state,
    openerId: request.openedById,
    authorId: request.revision.authorId,
    policy: readPolicy(request.environment.policy),
    planFingerprint: plan.fingerprint,
    evidence: readEvidence(plan.evidence),
    acceptances: await readAcceptances(context.db, plan.id),
    reviews: await reviewFacts(context, request.id),
    newestSnapshot: await newestSnapshot(context, request.environment, plan),
    rehearsal: await rehearsalFact(context, plan),
    otherRun: await unfinishedRun(context, request.environmentId),
    ...live,
  })
}

const noPlan: Gate = {
  open: false,
  satisfied: [],
  takesSnapshot: false,
  blockers: [
    {
      code: 'plan_outdated',
      what: 'There is no plan.',
      why: 'None could be made.',
      cure: 'Refresh the plan.',
    },
  ],
}

type LiveFacts = Pick<
  GateFacts,
  | 'outdated'
  | 'troubles'
  | 'evidenceChanges'
  | 'unreachable'
  | 'pooler'
  | 'canTakeSnapshot'
  | 'noSnapshotBecause'
  | 'snapshotChoice'
>

async function lookAtLive(
  context: Context,
  request: Subject,
  planRow: PlanRow,
  recheck: 'quick' | 'all',
): Promise<LiveFacts> {
  const facts: LiveFacts = {
    outdated: null,
    troubles: [],
    evidenceChanges: [],
    unreachable: null,
    pooler: false,
    canTakeSnapshot: false,
    noSnapshotBecause: '',
  }
  const { url } = addressOf(context, request.environment)
  const opened = await context.database.open(url, {
    applicationName: 'headgate gate',
    refusePooler: true,
  })
  if (!opened.ok) {
    if (opened.failure.code === 'pooler_refused') return { ...facts, pooler: true }
    return {
      ...facts,
      unreachable: `${opened.failure.what} ${opened.failure.why}`,
    }
  }
  const session = opened.value
  try {
    const moved = identityChanged(request.environment, session)
    if (moved) return { ...facts, unreachable: `${moved.what} ${moved.why}` }
    // What a settled request was approved for does not fit any more by its own doing.
    if (request.state !== 'open') return facts
    Object.assign(facts, await compareWithPlan(context, request, planRow, session))
    // Rows are asked about only while the questions still fit the schema.
    if (!facts.outdated) {
      const policy = readPolicy(request.environment.policy)
      const evidence = readEvidence(planRow.evidence)
      facts.evidenceChanges = await recheckEvidence(context.database, session, evidence, policy, recheck)
    }
  } finally {
    await session.close()
  }
  const scope = await scopeOfPlan(context, request.environment, planRow)
  const source = { url, identity: session.identity, scope }
  const { snapshotMethod } = readPolicy(request.environment.policy)
  const chosen = await chooseMethod(context.snapshots, source, snapshotMethod)
  return chosen.ok
    ? { ...facts, canTakeSnapshot: true, snapshotChoice: choiceInWords(chosen.value, snapshotMethod) }
    : {
        ...facts,
        noSnapshotBecause: `${chosen.failure.what} ${chosen.failure.why}`,
      }
}

async function compareWithPlan(
  context: Context,
  request: Subject,
  planRow: PlanRow,
  session: Session,
): Promise<Pick<LiveFacts, 'outdated' | 'troubles'>> {
  const plan = readPlan(planRow.body)
  const captured = await context.sources.directory.capture(request.project.sourcePath)
  if (!captured.ok) {
    const explanation = `${captured.failure.what} ${captured.failure.why}`
    return {
      outdated: { reason: 'files', explanation, details: [] },
      troubles: [],
    }
  }
  const ledger = await readLedger(session)
  const troubles = describeTroubles(migrationStatuses(captured.value.migrations, ledger.rows))
  const outdated =
    changedFiles(plan, captured.value.migrations) ??
    changedLedger(plan, ledger.rows) ??
    changedSchema(plan, readCatalog(planRow.base), await context.database.catalog(session))
  return { outdated, troubles }
}

function changedFiles(plan: Plan, files: MigrationFile[]): PlanChange | null {
  const now = new Map(files.map((file) => [file.name, file.checksum]))
  const details = plan.migrations
    .filter((migration) => now.get(migration.name) !== migration.checksum)
    .map((migration) => `${migration.name} was ${now.has(migration.name) ? 'edited' : 'removed'}`)
  const first = plan.migrations[0]?.name ?? ''
  const last = plan.migrations.at(-1)?.name ?? ''
  const planned = new Set(plan.migrations.map((migration) => migration.name))
  for (const { name } of files) {
    if (name > first && name < last && !planned.has(name)) details.push(`${name} came in between`)
  }
  if (details.length === 0) return null
  return {
    reason: 'files',
    explanation: 'The migrations are not the ones that were planned.',
    details,
  }
}

function changedLedger(plan: Plan, rows: LedgerRow[]): PlanChange | null {
  if (plan.ledgerFingerprint === ledgerFingerprint(rows)) return null
  const applied = rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
  const planned = new Set(plan.migrations.map((migration) => migration.name))
  const explanation = 'Other migrations are applied in the environment than when this was planned.'
  const already = applied.filter((row) => planned.has(row.name)).map((row) => row.name)
  return { reason: 'ledger', explanation, details: already.map((name) => `${name} is applied already`) }
}

const mostDetails = 8

function changedSchema(plan: Plan, base: Catalog, now: Catalog): PlanChange | null {
  if (plan.chain[0] === catalogFingerprint(now)) return null
  const words = describeChanges(catalogDelta(base, now))
  const more = words.length > mostDetails ? [`and ${words.length - mostDetails} more`] : []
  return {
    reason: 'schema',
    explanation: 'The environment’s schema was changed outside its migrations since this was planned.',
    details: [...words.slice(0, mostDetails), ...more],
  }
}

export async function reviewFacts(context: Context, deployRequestId: string): Promise<ReviewFact[]> {
  const reviews = await context.db.review.findMany({
    where: { deployRequestId },
    include: { user: true },
  })
  return reviews.map(reviewFact)
}

/** Of exactly this plan: another one's says nothing about it. */
export async function rehearsalFact(
  { db }: Pick<Context, 'db'>,
  plan: Pick<PlanRow, 'id' | 'fingerprint'>,
): Promise<RehearsalFact | null> {
  const found = await newestRehearsal(db, plan.id, plan.fingerprint)
  if (!found) return null
  const { verdict, forward, at, on } = found.result
  return { verdict, failure: forward.failure, at: new Date(at), rows: on.rows }
}

/** The newest snapshot that may count: restored and checked, or vouched for by a person. */
async function newestSnapshot(
  context: Context,
  environment: Environment,
  planRow: PlanRow,
): Promise<SnapshotFact | null> {
  const counts = {
    OR: [{ state: 'verified' }, { state: 'complete', confirmedById: { not: null } }],
  } satisfies Prisma.SnapshotWhereInput
  const scope = await scopeOfPlan(context, environment, planRow)
  const plan = readPlan(planRow.body)
  const snapshot = await snapshotOfBase(context.db, environment.id, plan, counts, { scope })
  if (!snapshot?.takenAt) return null
  return {
    method: snapshot.method,
    verified: snapshot.state === 'verified',
    confirmedBy: snapshot.confirmedBy?.name ?? null,
    takenAt: snapshot.takenAt,
  }
}

async function unfinishedRun(context: Context, environmentId: string): Promise<GateFacts['otherRun']> {
  const run = await context.db.run.findFirst({
    where: { environmentId, state: { in: unfinishedRunStates } },
    orderBy: { createdAt: 'asc' },
    include: { requestedBy: true },
  })
  return run && { id: run.id, kind: run.kind, startedBy: run.requestedBy.name }
}

import type { Context } from '../composition/context'
import type { Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { countOf } from '../domain/count-words'
import { ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { Loss, Plan } from '../domain/plan'
import { reverseFingerprint } from '../domain/reverse-fingerprint'
import type { RollbackOption, RollbackPreview } from '../domain/rollback'
import { defaultSchema } from '../engines/planning/evidence'
import { judgeEffects } from '../engines/planning/judge-effects'
import { readLedger } from '../engines/prisma/ledger'
import { readEvidence } from '../store/read-json'
import { addressOf } from './environment-address'
import { type DeployedRun, loadDeployed } from './load-deployed'
import { identityChanged } from './observe-environment'
import { planToTakeBack } from './plan-to-take-back'
import { previewKeptOption } from './preview-kept-option'
import { previewRestoreOption } from './preview-restore-option'

/** The ways back from a deploy, and what each would lose, computed now on the live database. Writes nothing. */
export async function previewRollback(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; deployRunId: string },
): Promise<Result<RollbackPreview>> {
  const permitted = mayDo(actor, 'rollback.preview')
  if (!permitted.ok) return permitted
  const loaded = await loadDeployed(context, input)
  if (!loaded.ok) return loaded
  const deployed = loaded.value
  const { url } = addressOf(context, deployed.environment)
  const opened = await context.database.open(url, {
    applicationName: 'headgate preview',
    refusePooler: true,
  })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const moved = identityChanged(deployed.environment, session)
    if (moved) return { ok: false, failure: moved }
    const catalog = await context.database.catalog(session)
    const standing = await whatStands(deployed, session)
    const back = await planOf(context, deployed, standing)
    const schema = await defaultSchema(session)
    const evidence = readEvidence(deployed.planRow.evidence)
    const changed = await schemaChanged(context, deployed, back.plan, session, catalog)
    const reverse = await previewReverse(deployed, back.plan, session, catalog, [
      ...standing.reverse,
      ...back.impossible,
      ...changed.reverse,
    ])
    const kept = await previewKeptOption(context, session, {
      ...{ plan: back.plan, evidence, deployRunId: deployed.run.id, catalog, schema },
      standing: [...standing.reverse, ...back.impossible, ...changed.kept],
    })
    const restore = await previewRestoreOption(context, deployed, session, standing.restore)
    return ok({
      at: context.clock.now().toISOString(),
      deployRunId: deployed.run.id,
      migrations: back.plan.migrations.map((migration) => migration.name).reverse(),
      best: best([kept, reverse, restore]),
      part:
        standing.applied === null ? null : { applied: standing.applied, of: deployed.plan.migrations.length },
      reverse,
      kept,
      restore,
      pipelineWarning: pipelineWarning(back.plan),
    })
  } finally {
    await session.close()
  }
}

interface Standing {
  /** Why neither reverse can start from where the ledger is. */
  reverse: string[]
  /** Why a restore cannot: it also takes back a deploy of which only a part was applied. */
  restore: string[]
  /** How many of its migrations are applied, from the first, where that is not all. */
  applied: number | null
}

async function whatStands({ plan }: DeployedRun, session: Session): Promise<Standing> {
  const { rows } = await readLedger(session)
  const applied = rows
    .filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
    .map((row) => row.name)
  const wanted = plan.migrations.map((migration) => migration.name)
  const unfinished = rows.filter(
    (row) => row.finishedAt === null && row.rolledBackAt === null && wanted.includes(row.name),
  )
  const halfWay = unfinished.map(
    ({ name }) => `${name} stopped half-way: go on with the deploy, or resolve it first.`,
  )
  const first = applied.findIndex((name) => wanted.includes(name))
  if (first < 0) return both(halfWay[0] ?? 'None of its migrations is applied any more.', halfWay.length > 0)
  const later = applied.slice(first).filter((name) => !wanted.includes(name))
  if (later.length > 0) {
    return both(
      `${later.join(', ')} came after this deploy: take ${later.length === 1 ? 'it' : 'them'} back first.`,
    )
  }
  const missing = wanted.filter((name) => !applied.includes(name))
  if (missing.length === 0) return { reverse: [], restore: [], applied: null }
  const count = wanted.length - missing.length
  const inOrder = wanted.slice(0, count).every((name) => applied.includes(name))
  const why = `It takes all of the deploy back, and ${missing.join(', ')} is not applied.`
  if (halfWay.length > 0) return { reverse: halfWay, restore: [], applied: null }
  return inOrder
    ? { reverse: [], restore: [], applied: count }
    : { reverse: [why], restore: [], applied: null }
}

function both(why: string, restores = false): Standing {
  return { reverse: [why], restore: restores ? [] : [why], applied: null }
}

/** What is taken back: the plan, or that of its part which is applied. */
async function planOf(
  context: Context,
  { plan, request, environment }: DeployedRun,
  { applied }: Standing,
): Promise<{ plan: Plan; impossible: string[] }> {
  if (applied === null) return { plan, impossible: [] }
  const revision = await context.db.revision.findUniqueOrThrow({ where: { id: request.revisionId } })
  const part = await planToTakeBack(context, { plan, environment, revision }, applied)
  if (part.ok) return { plan: part.value, impossible: [] }
  const { what, why } = part.failure
  return {
    plan,
    impossible: [`Only a part of the deploy is applied, and its reverse was not found: ${what} ${why}`],
  }
}

const changedOutside =
  'The schema was changed after the deploy, outside Headgate: the reverse would not lead back to what was.'

/** Where a rollback with kept data stopped half-way, that way goes on, and no other begins. */
async function schemaChanged(
  { database }: Context,
  { run }: DeployedRun,
  plan: Plan,
  session: Session,
  catalog: Catalog,
): Promise<{ reverse: string[]; kept: string[] }> {
  const live = catalogFingerprint(catalog)
  const underWay = await database.kept.readUnderWay(session, run.id)
  if (underWay) {
    const halfWay = 'A rollback with kept data stopped half-way: it goes on from there.'
    return { reverse: [halfWay], kept: underWay.schemaFingerprint === live ? [] : [changedOutside] }
  }
  return live === plan.chain.at(-1)
    ? { reverse: [], kept: [] }
    : { reverse: [changedOutside], kept: [changedOutside] }
}

async function previewReverse(
  { planRow }: DeployedRun,
  plan: Plan,
  session: Session,
  catalog: Catalog,
  standing: string[],
): Promise<RollbackPreview['reverse']> {
  const { reverse } = plan
  const evidence = readEvidence(planRow.evidence)
  const schema = await defaultSchema(session)
  const judged = await judgeEffects(
    session,
    catalog,
    reverse.statements.map((statement) => statement.text),
    schema,
  )
  const impossible = [...standing, ...reverse.problems, ...judged.unexecutable]
  if (reverse.sql === null && reverse.problems.length === 0)
    impossible.push('No reverse SQL could be computed.')
  return {
    way: 'reverse',
    possible: impossible.length === 0,
    impossibleBecause: impossible,
    does: `Runs ${countOf(reverse.statements.length, 'statement')} in one transaction and marks ${countOf(plan.migrations.length, 'migration')} as rolled back.`,
    losses: [...judged.losses, ...neverComesBack(evidence.losses)],
    unknown: reverse.tried ? reverse.differences : ['The reverse was never tried.'],
    expectedMs: null,
    sql: reverse,
    planFingerprint: planRow.fingerprint,
    reverseFingerprint: reverseFingerprint(reverse),
  }
}

/** What the deploy destroyed, its reverse brings back empty. */
function neverComesBack(losses: Loss[]): Loss[] {
  return losses
    .filter((loss) => loss.count !== 0 && /^(table|column):/.test(loss.object))
    .map((loss) => ({
      ...loss,
      what: `${loss.object.slice(loss.object.indexOf(':') + 1)} comes back without what the deploy removed`,
    }))
}

/** The way that loses least, as far as it was counted; of two that lose the same, the first that is given. */
function best(ways: (RollbackOption | null)[]): RollbackPreview['best'] {
  const possible = ways.filter((way) => way?.possible) as RollbackOption[]
  const [first, ...others] = possible
  if (!first) return null
  return others.reduce((least, way) => (lost(way.losses) < lost(least.losses) ? way : least), first).way
}

function lost(losses: Loss[]): number {
  return losses.reduce((sum, loss) => sum + (loss.count ?? Number.POSITIVE_INFINITY), 0)
}

function pipelineWarning(plan: Plan): RollbackPreview['pipelineWarning'] {
  const names = plan.migrations.map((migration) => migration.name)
  return {
    text: `After the rollback ${names.length === 1 ? 'this migration is' : 'these migrations are'} pending again: a pipeline’s next “prisma migrate deploy” applies ${names.length === 1 ? 'it' : 'them'} once more.`,
    waysOut: [
      `Remove ${names.length === 1 ? `the folder migrations/${names[0]}` : `these ${names.length} migration folders`} from the project and revert schema.prisma before the pipeline runs.`,
      'Or keep the files, do not roll back, and deploy a new migration that reverts the change.',
      'Or stop the pipeline’s “prisma migrate deploy” for this environment until the cause is mended.',
    ],
  }
}

import type { Context } from '../composition/context'
import type { Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { countOf } from '../domain/count-words'
import { ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { Loss } from '../domain/plan'
import { reverseFingerprint } from '../domain/reverse-fingerprint'
import type { RollbackPreview } from '../domain/rollback'
import { defaultSchema } from '../engines/planning/evidence'
import { judgeEffects } from '../engines/planning/judge-effects'
import { readLedger } from '../engines/prisma/ledger'
import { readEvidence } from '../store/read-json'
import { addressOf } from './environment-address'
import { type DeployedRun, loadDeployed } from './load-deployed'
import { identityChanged } from './observe-environment'
import { previewRestoreOption } from './preview-restore-option'

/** Both ways back from a deploy, and what each would lose, computed now on the live database. Writes nothing. */
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
    const reverse = await previewReverse(deployed, session, catalog, standing.reverse)
    const restore = await previewRestoreOption(context, deployed, session, standing.restore)
    return ok({
      at: context.clock.now().toISOString(),
      deployRunId: deployed.run.id,
      migrations: deployed.plan.migrations.map((migration) => migration.name).reverse(),
      best: best(reverse, restore),
      reverse,
      kept: null,
      restore,
      pipelineWarning: pipelineWarning(deployed),
    })
  } finally {
    await session.close()
  }
}

interface Standing {
  /** Why the reverse SQL cannot start from where the ledger is. */
  reverse: string[]
  /** Why a restore cannot: it also takes back a deploy of which only a part was applied. */
  restore: string[]
}

async function whatStands({ plan }: DeployedRun, session: Session): Promise<Standing> {
  const { rows } = await readLedger(session)
  const applied = rows
    .filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
    .map((row) => row.name)
  const wanted = plan.migrations.map((migration) => migration.name)
  const first = applied.findIndex((name) => wanted.includes(name))
  if (first < 0) return both('None of its migrations is applied any more.')
  const later = applied.slice(first).filter((name) => !wanted.includes(name))
  if (later.length > 0) {
    return both(
      `${later.join(', ')} came after this deploy: take ${later.length === 1 ? 'it' : 'them'} back first.`,
    )
  }
  const missing = wanted.filter((name) => !applied.includes(name))
  if (missing.length === 0) return { reverse: [], restore: [] }
  return {
    reverse: [`It takes all of the deploy back, and ${missing.join(', ')} is not applied.`],
    restore: [],
  }
}

function both(why: string): Standing {
  return { reverse: [why], restore: [why] }
}

async function previewReverse(
  { plan, planRow }: DeployedRun,
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
  if (catalogFingerprint(catalog) !== plan.chain.at(-1)) {
    impossible.push(
      'The schema was changed after the deploy, outside Headgate: the reverse would not lead back to what was.',
    )
  }
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

/** The way that loses less, as far as it was counted; of two that lose the same, the one that keeps the database. */
function best(
  reverse: RollbackPreview['reverse'],
  restore: RollbackPreview['restore'],
): RollbackPreview['best'] {
  if (!reverse.possible) return restore.possible ? 'restore' : null
  if (!restore.possible) return 'reverse'
  return lost(restore.losses) < lost(reverse.losses) ? 'restore' : 'reverse'
}

function lost(losses: Loss[]): number {
  return losses.reduce((sum, loss) => sum + (loss.count ?? Number.POSITIVE_INFINITY), 0)
}

function pipelineWarning({ plan }: DeployedRun): RollbackPreview['pipelineWarning'] {
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

import type { Context } from '../composition/context'
import type { Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { type Failure, fail, ok, type Result } from '../domain/failure'
import { hiddenObjects } from '../domain/inventory'
import type { MigrationStatus } from '../domain/migration'
import { migrationStatuses } from '../domain/migration-status'
import type { DriftState, EnvironmentObservation } from '../domain/observation'
import { type Actor, mayDo } from '../domain/permission'
import { findDrift } from '../engines/planning/find-drift'
import { ledgerFingerprint, readLedger } from '../engines/prisma/ledger'
import { type Environment, Prisma, type Project } from '../store/generated/client'
import { json } from '../store/json'
import { readObservation } from '../store/read-json'
import { captureRevision, lastRevision, type StoredRevision } from './capture-revision'
import { addressOf } from './environment-address'
import { findEnvironment } from './find'
import { ignoredDriftOf } from './ignored-drift'
import { keepGateMark } from './keep-gate-mark'
import { recordTerminalRuns } from './record-terminal-runs'

/** Looks at an environment again: ledger, state of each migration, drift. Keeps what it saw; fails as connecting does. */
export async function observeEnvironment(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; environmentSlug: string },
): Promise<Result<EnvironmentObservation>> {
  const permitted = mayDo(actor, 'environment.observe')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const captured = await captureRevision(context, found.value.project, null)
  if (captured.ok) return observe(context, found.value, captured.value)
  // The database is no less there when the files are not: it is looked at with those that were last read.
  const last = await lastRevision(context, found.value.projectId)
  if (last) await observe(context, found.value, last)
  return captured
}

/** The same for Headgate itself: after a run, and when an environment is connected. */
export async function observe(
  context: Context,
  environment: Environment & { project: Project },
  revision: StoredRevision,
): Promise<Result<EnvironmentObservation>> {
  const { url, shadowUrl } = addressOf(context, environment)
  const opened = await context.database.open(url, {
    applicationName: 'headgate look',
  })
  if (!opened.ok) return unreachable(context, environment, opened.failure)
  const session = opened.value
  const at = context.clock.now()
  try {
    const moved = identityChanged(environment, session)
    if (moved) return unreachable(context, environment, moved)
    const ledger = await readLedger(session)
    const catalog = await context.database.catalog(session)
    const migrations = migrationStatuses(revision.migrations, ledger.rows)
    const previous = readObservation(environment.observation)
    const schemaFingerprint = catalogFingerprint(catalog)
    const ignored = await ignoredDriftOf(context.db, environment.id)
    const same =
      previous?.drift.state === 'none' &&
      // What was ignored then may not be any more: then it is compared again.
      previous.drift.objects?.length === 0 &&
      previous.schemaFingerprint === schemaFingerprint &&
      previous.ledgerFingerprint === ledgerFingerprint(ledger.rows) &&
      // An edited file builds something else, and beside a failed or a missing one nothing can be compared.
      previous.revisionDigest === revision.digest &&
      statesOf(previous.migrations) === statesOf(migrations)
    const drift: DriftState = same
      ? { ...previous.drift, checkedAt: context.clock.now().toISOString() }
      : await findDrift(context, {
          url,
          shadowUrl,
          files: revision.migrations,
          rows: ledger.rows,
          live: catalog,
          identity: session.identity,
          ignored,
        })
    const observation: EnvironmentObservation = {
      at: at.toISOString(),
      revisionDigest: revision.digest,
      migrations,
      hasLedger: ledger.exists,
      empty: !Object.keys(catalog).some((key) => key.startsWith('table:')),
      schemaFingerprint,
      ledgerFingerprint: ledgerFingerprint(ledger.rows),
      drift,
      hidden: hiddenOf(catalog),
    }
    // With a long history a look takes long enough to be overtaken: the older one has nothing to say any more.
    await context.db.environment.updateMany({
      where: { id: environment.id, OR: [{ observedAt: null }, { observedAt: { lte: at } }] },
      data: {
        observation: json(observation),
        observedAt: at,
        unreachable: Prisma.DbNull,
        serverVersion: session.identity.serverVersion,
      },
    })
    await lookAtMarks(context, environment, session)
    return ok(observation)
  } finally {
    await session.close()
  }
}

function statesOf(migrations: MigrationStatus[]): string {
  return JSON.stringify(migrations.map(({ name, state }) => [name, state]))
}

/** The most objects that an observation names. */
const mostHidden = 400

function hiddenOf(catalog: Catalog): NonNullable<EnvironmentObservation['hidden']> {
  // Every database has this one.
  const hidden = hiddenObjects(catalog).filter(({ key }) => key !== 'extension:plpgsql')
  const items = hidden.slice(0, mostHidden).map(({ kind, name, why }) => ({ kind, name, why: why ?? '' }))
  return { total: hidden.length, items }
}

/** What terminals left in the database, and the mark that keeps them out. */
async function lookAtMarks(
  context: Context,
  environment: Environment & { project: Project },
  session: Session,
): Promise<void> {
  const { terminal } = await context.database.readMarks(session)
  await recordTerminalRuns(context, environment, terminal)
  await keepGateMark(context, environment, session)
}

/** The database that an address leads to must stay the one that was connected. */
export function identityChanged(
  environment: Environment,
  session: Pick<Session, 'identity'>,
): Failure | null {
  const { systemIdentifier, databaseOid } = environment
  if (systemIdentifier === null || databaseOid === null) return null
  const seen = session.identity
  if (seen.systemIdentifier === systemIdentifier && BigInt(seen.databaseOid) === databaseOid) return null
  const failed = fail(
    'identity_changed',
    `${environment.label} was connected as database ${databaseOid} of server ${systemIdentifier}, and is now ${seen.databaseOid} of ${seen.systemIdentifier}.`,
  )
  return failed.failure
}

async function unreachable(
  context: Context,
  environment: Environment,
  failure: Failure,
): Promise<Result<never>> {
  await context.db.environment.update({
    where: { id: environment.id },
    data: { unreachable: json(failure) },
  })
  return { ok: false, failure }
}

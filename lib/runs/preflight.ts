import { type Database, DatabaseError, type Session } from '../databases/database'
import type { Catalog } from '../domain/catalog'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { catalogName, parseCatalogKey } from '../domain/catalog-key'
import type { LockHolder } from '../domain/database-error'
import { fail, ok, type Result } from '../domain/failure'
import type { RiskEvidence } from '../domain/live-risk'
import type { LedgerRow, MigrationFile } from '../domain/migration'
import { migrationStatuses } from '../domain/migration-status'
import type { Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import { type Ledger, ledgerFingerprint, readLedger } from '../engines/prisma/ledger'
import { recheckProbes } from '../engines/risk/recheck'
import { describeHolders } from './holder-words'
import { takeLocks } from './lock'
import type { RunPorts } from './ports'
import { isConnectionLoss } from './retry'
import { refusalFailure, stopped } from './run-failure'
import type { Watcher } from './watcher'

/** What was read once the locks were held. */
export interface Base {
  ledger: Ledger
  catalog: Catalog
  /** `pg_current_snapshot()` from before the schema was read, which took `readMs`. */
  snapshot: string
  readMs: number
  /** Code of the database's own runs along with statements that change the schema. */
  eventTriggers: boolean
}

/** What reads, who watches the reading, and on which step that is noted. */
export interface Looker {
  readSchema: () => Promise<Catalog>
  watcher: Watcher
  position: number
}

/** Milliseconds that a run waits for Headgate's and Prisma's locks before it gives up, naming the holders. */
export const defaultLockWaitMs = 10_000

/**
 * Takes the locks, then reads ledger and schema — in this order, so that nobody slips in between — and compares both
 * with what was approved.
 */
export async function preflight(
  session: Session,
  order: {
    plan: Plan
    approvedFiles: MigrationFile[]
    policy: Policy
    risk?: RiskEvidence | undefined
    lockWaitMs?: number
  },
  ports: Pick<RunPorts, 'database' | 'clock' | 'journal'>,
  looker: Looker,
): Promise<Result<Base>> {
  const locked = await lockFor(session, order.lockWaitMs, ports, looker)
  if (!locked.ok) return locked
  const read = await readBase(session, looker)
  if (!read.ok) return read
  const { ledger, catalog } = read.value
  const history = checkHistory(order.plan, order.approvedFiles, ledger.rows)
  if (!history.ok) return history
  const schema = checkSchema(order.plan, catalog)
  if (!schema.ok || !order.risk) return schema.ok ? read : schema
  const rows = await checkRows(session, order.risk, order.policy, ports.database, looker)
  return rows.ok ? read : rows
}

/** The run's locks; while somebody else has one, its step says who. */
export function lockFor(
  session: Session,
  waitMs: number = defaultLockWaitMs,
  { database, clock, journal }: Pick<RunPorts, 'database' | 'clock' | 'journal'>,
  { watcher, position }: Pick<Looker, 'watcher' | 'position'>,
): Promise<Result<void>> {
  const waits = (holders: LockHolder[]) =>
    journal.note(position, { holders, notes: [`Waits for a lock: ${describeHolders(holders)}`] })
  return takeLocks(session, { database, clock, waitMs, watcher, waits })
}

/** The same for a deploy that goes on: what it compares is where the one before came to, see `findResumePoint`. */
export async function resumePreflight(
  session: Session,
  order: { approvedFiles: MigrationFile[]; lockWaitMs?: number },
  ports: Pick<RunPorts, 'database' | 'clock' | 'journal'>,
  looker: Looker,
): Promise<Result<Base>> {
  const locked = await lockFor(session, order.lockWaitMs, ports, looker)
  if (!locked.ok) return locked
  const read = await readBase(session, looker)
  if (!read.ok) return read
  const edited = checkEdited(order.approvedFiles, read.value.ledger.rows)
  return edited.ok ? read : edited
}

/** Rows come and go after an approval: what the database was asked then, it is asked once more. */
async function checkRows(
  session: Session,
  risk: RiskEvidence,
  policy: Policy,
  database: Database,
  { watcher, position }: Looker,
): Promise<Result<void>> {
  watcher.attend(position)
  const changes = await recheckProbes(database, session, risk, policy, watcher.stopping).finally(() =>
    watcher.leave(),
  )
  if (watcher.stopping.aborted) return { ok: false, failure: stopped({ watcher }) }
  if (changes.length === 0) return ok()
  const why = changes.map(({ question, before, now }) => `${question}: ${before} then, ${now} now.`)
  return fail('evidence_changed', why.join(' '), { changes })
}

/** Reading definitions takes a weak lock on each table: somebody who is altering one makes it time out. */
export async function readBase(
  session: Session,
  { readSchema, watcher, position }: Looker,
): Promise<Result<Base>> {
  watcher.attend(position)
  try {
    const ledger = await readLedger(session)
    const { rows } = await session.query<Pick<Base, 'snapshot' | 'eventTriggers'>>(
      `SELECT pg_catalog.pg_current_snapshot()::text AS snapshot,
         EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D') AS "eventTriggers"`,
    )
    const started = performance.now()
    const catalog = await readSchema()
    const readMs = performance.now() - started
    watcher.leave()
    return ok({ ledger, catalog, readMs, ...(rows[0] ?? { snapshot: '', eventTriggers: true }) })
  } catch (error) {
    const holders = watcher.leave()
    if (!(error instanceof DatabaseError) || isConnectionLoss(error, session)) throw error
    if (watcher.stopReason) return { ok: false, failure: stopped({ watcher }) }
    return { ok: false, failure: refusalFailure('Reading the schema', error, holders) }
  }
}

function checkHistory(plan: Plan, files: MigrationFile[], rows: LedgerRow[]): Result<void> {
  const failed = rows.filter((row) => row.finishedAt === null && row.rolledBackAt === null)
  if (failed.length > 0) {
    return fail('ledger_failed_row', `Neither finished nor taken back: ${names(failed)}.`)
  }
  const edited = checkEdited(files, rows)
  if (!edited.ok) return edited
  if (ledgerFingerprint(rows) === plan.ledgerFingerprint) return ok()
  const differences = ledgerDifferences(plan, rows)
  return fail('plan_outdated', `The ledger is not the one that was approved. ${differences.join(' ')}`, {
    differences,
  })
}

function checkEdited(files: MigrationFile[], rows: LedgerRow[]): Result<void> {
  const edited = migrationStatuses(files, rows).filter((status) => status.state === 'edited')
  if (edited.length === 0) return ok()
  return fail('history_needs_attention', `Edited after it was applied: ${names(edited)}.`)
}

/** The plan keeps a fingerprint of the ledger alone, so these are the ways in which it can have moved. */
function ledgerDifferences(plan: Plan, rows: LedgerRow[]): string[] {
  const applied = rows.filter((row) => row.finishedAt !== null && row.rolledBackAt === null)
  const planned = new Set(plan.migrations.map((migration) => migration.name))
  const already = applied.filter((row) => planned.has(row.name))
  if (already.length > 0) return [`Applied meanwhile: ${names(already)}.`]
  const newest = applied.at(-1)
  return [
    newest
      ? `${applied.length} migrations are applied, the newest is ${newest.name} (${newest.finishedAt}).`
      : 'No migration is applied.',
  ]
}

function checkSchema(plan: Plan, catalog: Catalog): Result<void> {
  if (catalogFingerprint(catalog) === plan.chain[0]) return ok()
  const differences = touchedDifferences(plan, catalog)
  const words =
    differences.length > 0
      ? differences.join(' ')
      : 'The difference lies outside of what the plan touches; the environment’s drift names it.'
  return fail('plan_outdated', `The schema is not the one that was approved. ${words}`, { differences })
}

/** The plan knows the objects that it changes as they were: those that are different now are named. */
function touchedDifferences(plan: Plan, catalog: Catalog): string[] {
  const first = new Map<string, string | null>()
  for (const { key, before } of plan.migrations.flatMap((migration) => migration.changes)) {
    if (!first.has(key)) first.set(key, before)
  }
  return [...first].flatMap(([key, before]) => {
    const now = catalog[key] ?? null
    if (now === before) return []
    const { kind, path } = parseCatalogKey(key)
    const name = `${kind} ${catalogName(path)}`
    if (now === null) return [`${name} is gone.`]
    return [before === null ? `${name} is there already.` : `${name} was changed.`]
  })
}

function names(list: { name: string }[]): string {
  return list.map(({ name }) => name).join(', ')
}

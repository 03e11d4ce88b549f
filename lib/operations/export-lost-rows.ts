import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../composition/context'
import { DatabaseError, type Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { WriteMark } from '../domain/snapshot'
import { auditActor } from '../domain/system-actor'
import { beginLostRows, copyAsCsv, copyAsJson, type LostTable } from '../snapshots/lost-rows'
import { recordAudit } from '../store/audit'
import type { Environment, KeptDatabase, Snapshot } from '../store/generated/client'
import { readManifest } from '../store/read-json'
import { addressOf } from './environment-address'
import { identityChanged } from './observe-environment'

export interface ExportLostRows {
  projectSlug: string
  snapshotId: string
  /** `schema.name`: that one as CSV. Null: all of them as lines of JSON, what is exported in the first. */
  table: string | null
  /** The database that a restore replaced; null: the live one. */
  keptDatabaseId: string | null
}

export interface LostRows {
  filename: string
  contentType: string
  rows: number
  /** As fast as it is read and no faster. Ends with an error when the database does. */
  body: Readable
}

type Row = Snapshot & { environment: Environment }

/** A download that nobody goes on with holds back vacuuming there: it is ended after this time. */
const stalledMs = 5 * 60_000

/**
 * Exports the rows that were added or changed since a snapshot: what a restore would lose, or, from the database that
 * it replaced, what it has lost. Fails before the first byte: not_found; stale_state for a snapshot without a mark, of
 * another database, or a table that is not there; rights_missing; whatever connecting fails with.
 */
export async function exportLostRows(
  context: Context,
  actor: Actor,
  input: ExportLostRows,
): Promise<Result<LostRows>> {
  const permitted = mayDo(actor, 'rows.export')
  if (!permitted.ok) return permitted
  const snapshot = await context.db.snapshot.findFirst({
    where: { id: input.snapshotId, environment: { project: { slug: input.projectSlug } } },
    include: { environment: true },
  })
  if (!snapshot) return fail('not_found', 'There is no such snapshot in this project.')
  const mark = readManifest(snapshot.manifest)?.mark
  if (!mark) return fail('stale_state', 'This snapshot carries no mark by which later writes could be told.')
  const opened = await openWhere(context, snapshot, input.keptDatabaseId)
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const found = await chosenTables(session, mark, input.table)
    if (found.ok) {
      await audit(context, actor, snapshot, session, found.value)
      return ok(rowsOf(context, session, snapshot, input.table, found.value))
    }
    await session.close()
    return found
  } catch (error) {
    await session.close()
    if (!(error instanceof DatabaseError)) throw error
    return fail('database_error', error.info.message, { database: error.info })
  }
}

async function openWhere(
  context: Context,
  { environment }: Row,
  keptDatabaseId: string | null,
): Promise<Result<Session>> {
  const { url } = addressOf(context, environment)
  const options = {
    applicationName: 'headgate export',
    settings: { statement_timeout: '0', idle_in_transaction_session_timeout: String(stalledMs) },
  }
  if (keptDatabaseId === null) {
    const opened = await context.database.open(url, options)
    if (!opened.ok) return opened
    const moved = identityChanged(environment, opened.value)
    if (!moved) return opened
    await opened.value.close()
    return { ok: false, failure: moved }
  }
  const where = { id: keptDatabaseId, environmentId: environment.id, kind: 'failed', droppedAt: null }
  const kept = await context.db.keptDatabase.findFirst({ where })
  if (!kept) return fail('not_found', 'The database is not kept any more.')
  return openKept(context, url, kept, options)
}

async function openKept(
  context: Context,
  url: string,
  { name, databaseOid }: KeptDatabase,
  options: Parameters<Context['database']['open']>[1],
): Promise<Result<Session>> {
  const opened = await context.database.open(context.database.withDatabase(url, name), options)
  if (!opened.ok || BigInt(opened.value.identity.databaseOid) === databaseOid) return opened
  await opened.value.close()
  return fail('identity_changed', `${name} is another database by now than the one that was kept.`)
}

async function chosenTables(
  session: Session,
  mark: WriteMark,
  table: string | null,
): Promise<Result<LostTable[]>> {
  if (session.identity.databaseOid !== mark.databaseOid)
    return fail('stale_state', 'The snapshot is of another database: what was written since cannot be told.')
  const found = await beginLostRows(session, mark, table)
  if (table === null) return ok(found)
  const [one] = found
  if (!one) return fail('stale_state', `There is no table ${table}.`)
  return one.refused ? fail('rights_missing', `${table}: ${one.why}`) : ok(found)
}

async function audit(
  context: Context,
  actor: Actor,
  { id, environment }: Row,
  session: Session,
  tables: LostTable[],
): Promise<void> {
  const exported = tables.filter(({ rows }) => rows > 0)
  const rows = exported.reduce((sum, table) => sum + table.rows, 0)
  await context.db.$transaction((tx) =>
    recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'rows.exported',
      subject: { kind: 'environment', id: environment.id, name: environment.name },
      projectId: environment.projectId,
      environmentId: environment.id,
      after: {
        snapshotId: id,
        database: session.identity.databaseName,
        rows,
        tables: Object.fromEntries(exported.map((table) => [table.table, table.rows])),
      },
    }),
  )
}

function rowsOf(
  context: Context,
  session: Session,
  snapshot: Row,
  table: string | null,
  tables: LostTable[],
): LostRows {
  const body = passingOn()
  void write(context, session, snapshot, table, tables, body)
  const { databaseName } = session.identity
  const named = table === null ? databaseName : `${databaseName}.${table}`
  return {
    filename: `${named.replaceAll(/[^\p{L}\p{N}._-]/gu, '_')}.${table === null ? 'ndjson' : 'csv'}`,
    contentType: table === null ? 'application/x-ndjson' : 'text/csv',
    rows: tables.reduce((sum, each) => sum + each.rows, 0),
    body,
  }
}

async function write(
  { database }: Context,
  session: Session,
  snapshot: Row,
  table: string | null,
  tables: LostTable[],
  body: Transform,
): Promise<void> {
  try {
    if (table === null) body.write(`${JSON.stringify(firstLine(session, snapshot, tables))}\n`)
    for (const each of tables) {
      if (each.refused || (each.rows === 0 && table === null)) continue
      const sql = table === null ? copyAsJson(each) : copyAsCsv(each)
      await database.copyOut(session, sql, (rows) => pipeline(rows, body, { end: false }))
    }
    body.end()
  } catch (error) {
    body.destroy(error instanceof Error ? error : new Error(String(error)))
  } finally {
    await session.close()
  }
}

/** Passes bytes on, and gives up on a reader that takes none for long: the server's transaction is open meanwhile. */
function passingOn(): Transform {
  const watch = setInterval(() => {
    if (Date.now() - last > stalledMs) body.destroy(new Error('Nobody read on.'))
  }, stalledMs / 5)
  watch.unref()
  let last = Date.now()
  const body = new Transform({
    transform(chunk, _encoding, passed) {
      last = Date.now()
      passed(null, chunk)
    },
  })
  body.once('close', () => clearInterval(watch))
  return body
}

/** What the file holds, and what it does not. */
function firstLine({ identity }: Session, { id, takenAt }: Row, tables: LostTable[]) {
  return {
    database: identity.databaseName,
    snapshot: id,
    writtenSince: takenAt?.toISOString() ?? null,
    tables: tables
      .filter(({ rows, refused }) => rows > 0 || refused)
      .map(({ table, rows, whole, why, refused }) => ({
        table,
        rows: refused ? null : rows,
        ...(whole && { everyRow: true }),
        ...(why && { because: why }),
      })),
  }
}

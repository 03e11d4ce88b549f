import { DatabaseError, type Session } from '../databases/database'
import { farthest, writtenAfter } from '../databases/postgres/written-after'
import type { TableWrites } from '../domain/rows-lost'
import type { TableDigest, WriteMark } from '../domain/snapshot'
import { takeWriteMark, xmaxOf } from './write-mark'

export interface WrittenSince {
  /** Tables with something to lose or something unknown, and those without. */
  tables: TableWrites[]
  /** What holds for all of them. */
  notes: string[]
}

export interface WrittenSinceOptions {
  /** Counts of the snapshot. Without them deletions stay unknown. */
  digests?: readonly TableDigest[] | undefined
  /** Where the target stood right after the deploy's commit: a whole mark tells rewritten tables, an xmax does not. */
  deploy?: WriteMark | { xmax: string } | null
  /** For each table; default 15 s. A table that takes longer is unknown. */
  timeoutMs?: number
  /** For all tables together; default: as long as it takes. Those that come after its end are unknown. */
  withinMs?: number
}

/**
 * Counts what a restore would lose, by the transaction that wrote each row. Reads every table once, in one
 * REPEATABLE READ transaction. Throws `DatabaseError` when the database cannot be read at all.
 */
export async function writtenSince(
  session: Session,
  mark: WriteMark,
  options: WrittenSinceOptions = {},
): Promise<WrittenSince> {
  await session.script('begin isolation level repeatable read read only; set local row_security = off')
  try {
    const now = await takeWriteMark(session)
    const notes = notesFor(now, mark)
    const before = new Map(mark.tables.map((table) => [table.table, table]))
    const tables: TableWrites[] = []
    const started = performance.now()
    for (const current of now.tables) {
      const then = before.get(current.table)
      before.delete(current.table)
      const left = (options.withinMs ?? Number.POSITIVE_INFINITY) - (performance.now() - started)
      const timeoutMs = Math.min(options.timeoutMs ?? 15_000, left)
      tables.push(
        timeoutMs > 0
          ? await writesOf(session, now, mark, current, then, { ...options, timeoutMs })
          : unknown(current.table, 'There was no time left to count it.'),
      )
    }
    const gone = 'The table is gone: what was written to it before that cannot be counted.'
    for (const { table } of before.values()) tables.push(unknown(table, gone))
    return { tables, notes }
  } finally {
    if (!session.closed) await session.script('rollback')
  }
}

function notesFor(now: WriteMark, mark: WriteMark): string[] {
  const notes: string[] = []
  if (BigInt(xmaxOf(now)) >= 2n ** 32n) {
    notes.push(
      'This server’s transaction ids have gone round: rows written a whole round ago may be counted too.',
    )
  }
  if ((mark.snapshot.split(':')[2] ?? '') !== '') {
    notes.push(
      'Transactions were open when the snapshot was taken; what they wrote behind a savepoint may be missing here.',
    )
  }
  return notes
}

type TableMark = WriteMark['tables'][number]

async function writesOf(
  session: Session,
  now: WriteMark,
  mark: WriteMark,
  current: TableMark,
  then: TableMark | undefined,
  { digests, deploy = null, timeoutMs = 15_000 }: WrittenSinceOptions,
): Promise<TableWrites> {
  const { table } = current
  if (now.databaseOid !== mark.databaseOid)
    return unknown(table, 'The database is another one than the snapshot’s.')
  const far = BigInt(xmaxOf(now)) - BigInt(xmaxOf(mark)) >= farthest
  if (far) return unknown(table, 'More than two billion transactions have passed: row ages no longer tell.')
  const counted = await countRows(session, current.oid, mark, deploy, timeoutMs)
  if ('why' in counted) return unknown(table, counted.why)
  if (!then)
    return {
      ...windows(counted, deploy),
      table,
      deleted: 0,
      deletedBy: 'count',
      reasons: ['The table is not in the snapshot.'],
    }
  if (then.oid !== current.oid) {
    return afterRewrite(
      table,
      counted,
      current,
      deploy,
      'The table was dropped and created again since the snapshot',
    )
  }
  if (then.file !== current.file) {
    return afterRewrite(
      table,
      counted,
      current,
      deploy,
      'The table was rewritten or emptied since the snapshot',
    )
  }
  const rowsThen = digests?.find((digest) => digest.table === table)?.rows
  return { table, ...windows(counted, deploy), ...deletions(counted, rowsThen, now, mark, current, then) }
}

interface Counted {
  all: number
  since: number
  sinceDeploy: number
}

/** Where it may not be read, or takes too long, it says why. The settings end with the transaction; a savepoint keeps it alive. */
async function countRows(
  session: Session,
  oid: number,
  mark: WriteMark,
  deploy: WrittenSinceOptions['deploy'],
  timeoutMs: number,
): Promise<Counted | { why: string }> {
  const { rows: named } = await session.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.oid = $1::text::oid`,
    [String(oid)],
  )
  const name = named[0]?.name
  if (!name) return { why: 'The table was dropped while it was counted.' }
  const sinceSnapshot = writtenAfter(mark.snapshot)
  const sinceDeploy = deploy
    ? writtenAfter('snapshot' in deploy ? deploy.snapshot : `0:${deploy.xmax}:`)
    : 'false'
  await session.script(
    `savepoint headgate_count; set local statement_timeout = ${Math.max(1, Math.round(timeoutMs))}`,
  )
  try {
    const { rows } = await session.query<Counted>(
      `select count(*)::float8 as all, count(*) filter (where ${sinceSnapshot})::float8 as since,
         count(*) filter (where ${sinceDeploy})::float8 as "sinceDeploy" from only ${name} t`,
    )
    await session.script('rollback to headgate_count; release headgate_count')
    return rows[0] ?? { why: 'The server did not count it.' }
  } catch (error) {
    if (!(error instanceof DatabaseError) || session.closed) throw error
    await session.script('rollback to headgate_count; release headgate_count')
    return { why: whyNotCounted(error, timeoutMs) }
  }
}

function whyNotCounted({ info }: DatabaseError, timeoutMs: number): string {
  const seconds = (timeoutMs / 1000).toLocaleString('en-US', { maximumFractionDigits: 1 })
  if (info.sqlstate === '57014') return `Counting took longer than ${seconds} s.`
  if (info.sqlstate === '42501') return `It may not be read as a whole: ${info.message}.`
  return `Counting failed: ${info.message}.`
}

function windows({ since, sinceDeploy }: Counted, deploy: WrittenSinceOptions['deploy']) {
  if (!deploy) return { total: since, beforeDeploy: null, afterDeploy: null }
  return { total: since, beforeDeploy: Math.max(0, since - sinceDeploy), afterDeploy: sinceDeploy }
}

/**
 * A rewrite gives every row a new age and hides what was before it. What came after the deploy can still be told where
 * the table has kept its file since the deploy, or where not every row is that young.
 */
function afterRewrite(
  table: string,
  { all, sinceDeploy }: Counted,
  current: TableMark,
  deploy: WrittenSinceOptions['deploy'],
  what: string,
): TableWrites {
  const reason = `${what}: what was written before that cannot be told.`
  if (!deploy) return unknown(table, reason)
  const kept =
    'tables' in deploy
      ? deploy.tables.find((mark) => mark.table === table)?.file === current.file
      : sinceDeploy < all
  if (!kept && sinceDeploy > 0) return unknown(table, reason)
  return { ...unknown(table, reason), afterDeploy: sinceDeploy }
}

/** Counting gives two bounds; where they meet the number is exact, else the statistics say where in between. */
function deletions(
  { all, since }: Counted,
  rowsThen: number | undefined,
  now: WriteMark,
  mark: WriteMark,
  current: TableMark,
  then: TableMark,
): Pick<TableWrites, 'deleted' | 'deletedBy' | 'reasons'> {
  if (rowsThen === undefined)
    return { deleted: null, deletedBy: null, reasons: ['How many rows the snapshot has is not known.'] }
  const atLeast = Math.max(0, rowsThen - all)
  // Rows of the snapshot that are no longer as they were: deleted or changed.
  const atMost = Math.max(0, rowsThen - (all - since))
  if (atLeast === atMost) return { deleted: atLeast, deletedBy: 'count', reasons: [] }
  const reset = now.statisticsSince !== mark.statisticsSince || current.deleted < then.deleted
  if (reset) {
    const reasons = [`Between ${atLeast} and ${atMost} rows were deleted; the statistics were reset since.`]
    return { deleted: null, deletedBy: null, reasons }
  }
  const told = current.deleted - then.deleted
  return { deleted: Math.min(atMost, Math.max(atLeast, told)), deletedBy: 'statistics', reasons: [] }
}

function unknown(table: string, reason: string): TableWrites {
  return {
    table,
    total: null,
    beforeDeploy: null,
    afterDeploy: null,
    deleted: null,
    deletedBy: null,
    reasons: [reason],
  }
}

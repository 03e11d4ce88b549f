import type { KeptCopy, PutBackStep } from '../../../domain/kept-data'
import { DatabaseError, type Session } from '../../database'
import type { PutBackOptions, PutBackProgress } from '../../kept-data'
import { currentXid } from './forecast'
import { giveBack } from './give-back'
import { revokeDefaults } from './grants'
import { deployed, type Fit, fitsOf, keptValue, sameKey, sinceSnapshot } from './match'
import { findPresent } from './present-step'
import { putRows, sinceTable, type Work, writtenSince } from './put-rows'
import { quietly } from './quiet'
import { refused } from './refused'
import { type Registered, readRegister } from './register'
import { findRelation, mustFind, quoted, type Relation } from './relation'
import { withoutForce } from './row-security'
import { holdCopy } from './seal'
import { restoreSequences } from './sequences'
import { pinning } from './settings'

/** See `KeptData.beginPutBack`. */
export async function beginPutBack(
  session: Session,
  copy: KeptCopy,
  step: PutBackStep,
): Promise<{ changed: number; inOne: boolean }> {
  const kept = await registered(session, copy)
  const { place, present } = await findPresent(session, step)
  if (place) await session.script(`LOCK TABLE ${place.name} IN ACCESS EXCLUSIVE MODE`)
  await holdCopy(session, kept, place)
  const { key, values } = fitsOf(kept, present)
  const there = ({ place: name }: Fit) => place?.columns.has(name) === true
  await session.script(`DROP TABLE IF EXISTS ${sinceTable(kept)}`)
  const stands = step.how !== 'table' && key.length > 0 && place !== null && values.some(there)
  await session.query(
    `UPDATE headgate.kept_data SET state = 'putting_back', place = $2, begun_xid = pg_catalog.pg_current_xact_id()::text,
       file = NULL, pages_done = 0, rows_done = 0 WHERE id = $1`,
    [kept.id, place && JSON.stringify({ oid: place.oid, columns: numbersOf(place, step, present) })],
  )
  const inOne = stands && step.how === 'values'
  if (!stands || !key.every(there)) return { changed: 0, inOne }
  const since = sinceSnapshot(deployed(kept), await currentXid(session))
  if (since === null) {
    throw refused('More than two billion transactions have passed: what was changed since cannot be told.')
  }
  const names = key.map(({ place: name }, index) => `t.${quoted(name)} AS key${index}`).join(', ')
  const { rowCount } = await withoutForce(session, place, () =>
    pinning(session, () =>
      session.query(
        `CREATE TABLE ${sinceTable(kept)} AS SELECT ${names} FROM ${place.name} AS t
           JOIN headgate.${kept.copy} AS k ON ${sameKey(place, key, present)} WHERE ${since}`,
      ),
    ),
  )
  await revokeDefaults(session, sinceTable(kept))
  return { changed: rowCount ?? 0, inOne }
}

/** Numbers that columns keep when the reverse gives them their names back, by those names. */
function numbersOf({ columns }: Relation, step: PutBackStep, present: PutBackStep): Record<string, number> {
  const numbers: Record<string, number> = {}
  for (const [index, name] of step.columns.entries()) {
    const column = columns.get(present.columns[index] ?? name)
    if (column) numbers[name] = column.number
  }
  return numbers
}

/** See `KeptData.putBack`. */
export async function putBack(
  session: Session,
  copy: KeptCopy,
  step: PutBackStep,
  { onRows, ...options }: PutBackOptions,
): Promise<number> {
  const { put, done, of } = await putBackNext(session, copy, step, options)
  onRows?.(done, of)
  return put
}

/** See `KeptData.putBackNext`; without `atMost` all of it, from the beginning. */
export async function putBackNext(
  session: Session,
  copy: KeptCopy,
  step: PutBackStep,
  options: Pick<PutBackOptions, 'changedSince'> & { atMost?: number },
): Promise<PutBackProgress> {
  const kept = await registered(session, copy)
  // Whose it is was asked before the reverse, which may have made the place anew.
  await holdCopy(session, kept, null)
  const place = await mustFind(session, step.table)
  const file = await fileOf(session, kept)
  // Another file has its rows in other pages: what is there already is passed over.
  const from = options.atMost !== undefined && kept.file === file.node ? kept.pagesDone : 0
  const pages = options.atMost === undefined ? file.pages : pagesOf(options.atMost, kept.rows, file.pages)
  const to = Math.min(file.pages, from + pages)
  const over = to >= file.pages
  // TIDs of a copy that nobody writes to are in an order that needs no index.
  const range = `k.ctid >= '(${from},0)'::tid AND k.ctid < '(${to},0)'::tid`
  const names = fitsOf(kept, step)
  const { key, values } = names
  await restoreSequences(session, place, kept.sequences, renaming([...key, ...values]))
  const updated = step.how === 'table' ? [] : values.map((fit) => fit.place)
  const work = { session, kept, place, step, options, range, ...names }
  const put = await quietly(session, place, updated, () =>
    withoutForce(session, place, () =>
      pinning(session, () => (step.how === 'values' ? putValues(work) : putRows(work))),
    ),
  )
  const rows = (from === 0 ? 0 : kept.rowsDone) + put
  if (over && step.how === 'table' && options.atMost === undefined && rows !== kept.rows) {
    throw refused(
      `${rows} of ${kept.rows} kept rows went into ${step.table}: something there refuses the others.`,
    )
  }
  if (over && step.how === 'table') await giveBack(session, place, kept)
  await session.query(
    `UPDATE headgate.kept_data SET file = $2, pages_done = $3, rows_done = $4 WHERE id = $1`,
    [kept.id, file.node, to, rows],
  )
  const done = file.pages === 0 ? kept.rows : Math.round((kept.rows * to) / file.pages)
  return { put, rows, done, of: kept.rows, over }
}

/** See `KeptData.prepareSequences`. */
export async function prepareSequences(session: Session, copy: KeptCopy, step: PutBackStep): Promise<void> {
  const kept = await registered(session, copy)
  const place = await findRelation(session, step.table)
  const { key, values } = fitsOf(kept, step)
  if (place) await restoreSequences(session, place, kept.sequences, renaming([...key, ...values]))
}

/** See `KeptData.endPutBack`. */
export async function endPutBack(session: Session, copy: KeptCopy): Promise<void> {
  const kept = await registered(session, copy)
  await session.script(`DROP TABLE IF EXISTS ${sinceTable(kept)}`)
  await session.query(`UPDATE headgate.kept_data SET state = 'put_back' WHERE id = $1`, [kept.id])
}

/**
 * A column that the reverse made anew has no value of its own, unless somebody wrote one since that committed. One that
 * was there all the time may have been written since the deploy: those rows were noted before the reverse.
 */
async function putValues(work: Work): Promise<number> {
  const { session, kept, place, step, options, range, key, values } = work
  const stayed = ({ place: name }: Fit) =>
    kept.place?.oid === place.oid && kept.place.columns[name] === place.columns.get(name)?.number
  const leave = options.changedSince === 'leave' && values.some(stayed)
  const now = await currentXid(session)
  const begun = options.atMost !== undefined && kept.begunXid !== null
  const later = begun ? sinceSnapshot(`0:${BigInt(kept.begunXid ?? 0) + 1n}:`, now) : null
  const since = writtenSince(work)
  const set = values.map((fit) => {
    const own = `t.${quoted(fit.place)}`
    const value = keptValue(place, fit, step)
    const kept = [
      ...(stayed(fit) ? (leave ? [since] : []) : later ? [`(${later} AND ${own} IS NOT NULL)`] : []),
    ]
    return `${quoted(fit.place)} = ${kept.length === 0 ? value : `CASE WHEN ${kept.join(' OR ')} THEN ${own} ELSE ${value} END`}`
  })
  if (set.length === 0) return 0
  const all = leave && values.every(stayed) ? ` AND NOT ${since}` : ''
  const { rowCount } = await session.query(
    `UPDATE ${place.name} AS t SET ${set.join(', ')} FROM headgate.${kept.copy} AS k
     WHERE ${range} AND ${sameKey(place, key, step)}${all}`,
  )
  return rowCount ?? 0
}

function renaming(fits: Fit[]): (column: string) => string {
  return (column) => fits.find(({ kept }) => kept === column)?.place ?? column
}

async function registered(session: Session, copy: KeptCopy): Promise<Registered> {
  const [kept] = await readRegister(session, [copy.id])
  if (kept && kept.bytes !== null) return kept
  const message = `What was kept of ${copy.table} (${copy.because}) is not there any more.`
  throw new DatabaseError({ sqlstate: '42P01', message })
}

async function fileOf(session: Session, { copy }: Registered): Promise<{ node: string; pages: number }> {
  const { rows } = await session.query<{ node: string; pages: number }>(
    `SELECT pg_catalog.pg_relation_filenode($1::regclass)::text AS node,
       (pg_catalog.pg_relation_size($1::regclass) / pg_catalog.current_setting('block_size')::int)::float8 AS pages`,
    [`headgate.${copy}`],
  )
  return rows[0] ?? { node: '', pages: 0 }
}

function pagesOf(rows: number, all: number, pages: number): number {
  return Math.max(1, Math.floor((pages * rows) / Math.max(1, all)))
}

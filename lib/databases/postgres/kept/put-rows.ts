import type { PutBackStep } from '../../../domain/kept-data'
import type { Session } from '../../database'
import { currentXid } from './forecast'
import { differs, type Fit, keptValue, sameKey, sinceSnapshot } from './match'
import type { Registered } from './register'
import { columnOf, quoted, type Relation } from './relation'

/** One copy, or a part of it, on its way back. `range`: of the copy's pages. */
export interface Work {
  session: Session
  kept: Registered
  place: Relation
  step: PutBackStep
  options: { changedSince: 'leave' | 'overwrite'; atMost?: number }
  range: string
  key: Fit[]
  values: Fit[]
}

/** Keys of the rows whose present value was written since the deploy: a reverse that rewrites the table hides which. */
export function sinceTable({ copy }: Registered): string {
  return `headgate.${copy}_since`
}

/** Whether `t` is one of the rows that were noted before the reverse. */
export function writtenSince({ kept, place, key }: Work): string {
  const same = key.map(
    (fit, index) => `s.key${index} ${columnOf(place, fit.place).equals} t.${quoted(fit.place)}`,
  )
  return `EXISTS (SELECT FROM ${sinceTable(kept)} AS s WHERE ${same.join(' AND ')})`
}

/** Rows that are there under their key because the deploy made them again, with other values. */
async function putOver(work: Work): Promise<number> {
  const { session, kept, place, step, options, range, key, values } = work
  if (values.length === 0) return 0
  const begun = options.atMost !== undefined && kept.begunXid !== null
  const later = begun
    ? sinceSnapshot(`0:${BigInt(kept.begunXid ?? 0) + 1n}:`, await currentXid(session))
    : null
  const left = [...(options.changedSince === 'leave' ? [writtenSince(work)] : []), ...(later ? [later] : [])]
  const set = values.map((fit) => `${quoted(fit.place)} = ${keptValue(place, fit, step)}`)
  const { rowCount } = await session.query(
    `UPDATE ${place.name} AS t SET ${set.join(', ')} FROM headgate.${kept.copy} AS k
     WHERE ${range} AND ${sameKey(place, key, step)} AND ${differs(place, values, step)}
       ${left.map((each) => `AND NOT ${each}`).join(' ')}`,
  )
  return rowCount ?? 0
}

/** Rows that somebody has made again under their key, or under another unique value, stay as they are. */
export async function putRows(work: Work): Promise<number> {
  const { session, kept, place, step, range, key, values } = work
  const fits = [...key, ...values]
  const into = fits.map((fit) => quoted(fit.place)).join(', ')
  const from = fits.map((fit) => keptValue(place, fit, step)).join(', ')
  const alone = step.how === 'table' || key.length === 0
  const missing = alone
    ? ''
    : ` AND NOT EXISTS (SELECT FROM ${place.name} AS t WHERE ${sameKey(place, key, step)})`
  const over = alone || !(await isNoted(work)) ? 0 : await putOver(work)
  const { rowCount } = await session.query(
    `INSERT INTO ${place.name} (${into}) OVERRIDING SYSTEM VALUE SELECT ${from} FROM headgate.${kept.copy} AS k
     WHERE ${range}${missing} ON CONFLICT DO NOTHING`,
  )
  return over + (rowCount ?? 0)
}

/** Whether the place was there when the reverse began: else all that is there was made since. */
async function isNoted({ session, kept }: Work): Promise<boolean> {
  const { rows } = await session.query<{ there: boolean }>(
    'SELECT pg_catalog.to_regclass($1) IS NOT NULL AS there',
    [sinceTable(kept)],
  )
  return rows[0]?.there ?? false
}

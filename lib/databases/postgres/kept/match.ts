import type { PutBackStep } from '../../../domain/kept-data'
import type { Registered } from './register'
import { columnOf, quoted, type Relation } from './relation'

/** A kept column and where it goes. */
export interface Fit {
  kept: string
  place: string
}

/** Key columns, and the others. `t` is the place, `k` the copy. */
export function fitsOf(copy: Registered, step: PutBackStep): { key: Fit[]; values: Fit[] } {
  const key = copy.key.map((kept, index) => ({ kept, place: step.key[index] ?? kept }))
  const values = copy.columns
    .map((kept, index) => ({ kept, place: step.columns[index] ?? kept }))
    .filter(({ place }) => !key.some((each) => each.place === place))
  return { key, values }
}

/** `k.a = t.a AND …`, with the kept value as the place's type. */
export function sameKey(place: Relation, key: Fit[], step: PutBackStep): string {
  return key
    .map(
      (fit) => `t.${quoted(fit.place)} ${columnOf(place, fit.place).equals} ${keptValue(place, fit, step)}`,
    )
    .join(' AND ')
}

/** A kept value as the place's type: what was kept as text is read again. */
export function keptValue(place: Relation, { kept, place: name }: Fit, step: PutBackStep): string {
  return `k.${quoted(kept)}::${step.casts[name] ?? columnOf(place, name).type}`
}

/** A key in words, from `t` or from `k`. */
export function keyText(key: Fit[], of: 't' | 'k'): string {
  const parts = key.map(({ place, kept }) => `${of}.${quoted(of === 't' ? place : kept)}::text`)
  return parts.length === 1 ? (parts[0] ?? '') : `pg_catalog.concat_ws(', ', ${parts.join(', ')})`
}

/** More than that many transactions on, the age of a row says nothing. */
const farthest = 2n ** 31n

/**
 * Whether `t` was written by a transaction that `snapshot` (`pg_current_snapshot()`) did not see; null: nobody can tell
 * any more. The current transaction's own rows do not count.
 */
export function writtenAfter(snapshot: string, now: bigint): string | null {
  const [, xmax = '0', open = ''] = snapshot.split(':')
  if (now - BigInt(xmax) >= farthest) return null
  const short = (id: string) => (BigInt(id) % 2n ** 32n).toString()
  const young = `(pg_catalog.age(t.xmin) BETWEEN 1 AND pg_catalog.age('${short(xmax)}'::xid) AND t.xmin::text NOT IN ('0', '1', '2'))`
  const inProgress = open.split(',').filter(Boolean).map(short)
  if (inProgress.length === 0) return young
  return `(${young} OR t.xmin::text IN (${inProgress.map((id) => `'${id}'`).join(', ')}))`
}

/** As `pg_current_snapshot()` would have been right after the transaction that kept it, or after its deploy. */
export function deployed({ settled, xid }: Registered): string {
  return settled ?? `0:${BigInt(xid) + 1n}:`
}

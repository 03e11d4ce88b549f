import type { PutBackStep } from '../../../domain/kept-data'
import { farthest, writtenAfter } from '../written-after'
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

/** Whether one of the values is another than the kept one; as they are written, since not every type can be compared. */
export function differs(place: Relation, values: Fit[], step: PutBackStep): string {
  const written = (value: string) => `pg_catalog.format('%L', ${value})`
  const pairs = values.map(
    (fit) => `${written(`t.${quoted(fit.place)}`)} IS DISTINCT FROM ${written(keptValue(place, fit, step))}`,
  )
  return pairs.length === 0 ? 'false' : `(${pairs.join(' OR ')})`
}

/** A key in words, from `t` or from `k`. */
export function keyText(key: Fit[], of: 't' | 'k'): string {
  const parts = key.map(({ place, kept }) => `${of}.${quoted(of === 't' ? place : kept)}::text`)
  return parts.length === 1 ? (parts[0] ?? '') : `pg_catalog.concat_ws(', ', ${parts.join(', ')})`
}

/** As `writtenAfter`; null: so many transactions on nobody can tell any more. */
export function sinceSnapshot(snapshot: string, now: bigint): string | null {
  const [, xmax = '0'] = snapshot.split(':')
  return now - BigInt(xmax) >= farthest ? null : writtenAfter(snapshot)
}

/** As `pg_current_snapshot()` would have been right after the transaction that kept it, or after its deploy. */
export function deployed({ settled, xid }: Registered): string {
  return settled ?? `0:${BigInt(xid) + 1n}:`
}

import { type LockMode, lockModes, type RelationLock } from '../../domain/finding'
import type { ParsedStatement } from '../../sql/parse'
import { isStronger } from '../facts/harm'
import type { Walked } from '../rule'

/** A lock that a transaction took with an earlier statement, and keeps until it ends. */
export interface HeldLock {
  /** `schema.name`. */
  relation: string
  mode: LockMode
  /** The statement that took it. */
  by: ParsedStatement
}

/**
 * What a transaction holds on relations that others use, one lock for each relation: its strongest. `walked`: its
 * statements and others, in order.
 */
export function heldLocks(
  walked: readonly Walked[],
  transaction: number | null,
  atLeast: LockMode,
): HeldLock[] {
  if (transaction === null) return []
  const known = knownOf(walked, `${transaction}:${atLeast}`)
  const { held } = known
  for (; known.seen < walked.length; known.seen++) {
    const one = walked[known.seen]
    if (one?.transaction !== transaction) continue
    const { facts, statement } = one
    for (const { relation, mode, kind, fresh } of facts.locks) {
      if (fresh || !(kind === 'table' || kind === 'materialized view') || isStronger(atLeast, mode)) continue
      const before = held.get(relation)
      if (!before || isStronger(mode, before.mode)) held.set(relation, { relation, mode, by: statement })
    }
  }
  return [...held.values()]
}

interface Known {
  held: Map<string, HeldLock>
  /** How many of the statements are in it. */
  seen: number
}

/** A list of walked statements only grows, and each statement asks about it. */
const knownLocks = new WeakMap<readonly Walked[], Map<string, Known>>()

function knownOf(walked: readonly Walked[], what: string): Known {
  const of = knownLocks.get(walked) ?? new Map<string, Known>()
  knownLocks.set(walked, of)
  const known = of.get(what) ?? { held: new Map(), seen: 0 }
  of.set(what, known)
  return known
}

/** Whether a lock of that strength adds anything to what the transaction holds already. */
export function isHeld(held: readonly HeldLock[], relation: string, mode: LockMode): boolean {
  return held.some((each) => each.relation === relation && !isStronger(mode, each.mode))
}

/** Locks on tables that others use, strong enough to keep them from writing, or a materialized view from being read. */
export function blockingLocks(locks: readonly RelationLock[]): RelationLock[] {
  return locks.filter(
    ({ mode, kind, fresh }) =>
      !fresh &&
      kind !== 'sequence' &&
      kind !== 'view' &&
      lockModes.indexOf(mode) >= lockModes.indexOf('SHARE'),
  )
}

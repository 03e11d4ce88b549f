import {
  type Blocked,
  type Cost,
  type LockMode,
  lockModes,
  type RelationLock,
  type Work,
} from '../../domain/finding'

const costs: Cost[] = ['instant', 'scan', 'index build', 'rewrite']

/** The worst of them, on tables that are not fresh. */
export function costOf(work: readonly Work[]): Cost {
  const worst = Math.max(0, ...work.filter(({ fresh }) => !fresh).map(({ cost }) => costs.indexOf(cost)))
  return costs[worst] ?? 'instant'
}

/** What others cannot do meanwhile to the tables that are not fresh. */
export function blockedBy(locks: readonly RelationLock[]): Blocked {
  const strongest = Math.max(
    -1,
    ...locks.filter(({ fresh }) => !fresh).map(({ mode }) => lockModes.indexOf(mode)),
  )
  if (strongest >= lockModes.indexOf('ACCESS EXCLUSIVE')) return 'reads and writes'
  return strongest >= lockModes.indexOf('SHARE') ? 'writes' : 'nothing'
}

export function isStronger(a: LockMode, b: LockMode): boolean {
  return lockModes.indexOf(a) > lockModes.indexOf(b)
}

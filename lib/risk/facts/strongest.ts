import type { RelationLock } from '../../domain/finding'
import { isStronger } from './harm'

/** The strongest lock on each relation, in the order of their first. */
export function strongestOf(locks: readonly RelationLock[]): RelationLock[] {
  const found = new Map<string, RelationLock>()
  for (const lock of locks) {
    const name = `${lock.kind} ${lock.relation}`
    const before = found.get(name)
    if (!before || isStronger(lock.mode, before.mode)) found.set(name, lock)
  }
  return [...found.values()]
}

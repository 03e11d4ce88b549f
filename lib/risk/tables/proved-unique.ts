import type { Table } from '../model/model'

/** Whether a unique index that is there already has some of these columns alone, so that no two rows can agree in all. */
export function isProvedUnique(
  table: Table | null,
  columns: readonly string[],
  nullsAreEqual: boolean,
): boolean {
  for (const { unique, valid, predicate, columns: own } of table?.indexes.values() ?? []) {
    if (!unique || !valid || predicate) continue
    const covered = own.every((name) => name !== null && columns.includes(name))
    // NULLs may occur as often as they like in one index and not in the other.
    if (
      covered &&
      (!nullsAreEqual || own.every((name) => name !== null && table?.columns.get(name)?.notNull))
    )
      return true
  }
  return false
}

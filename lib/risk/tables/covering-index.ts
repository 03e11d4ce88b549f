import type { Index, Table } from '../model/model'
import { says } from './proved-not-null'

/** The index by which the rows of a foreign key's value are found; undefined: none. */
export function coveringIndex({ indexes }: Table, columns: readonly string[]): Index | undefined {
  return [...indexes.values()].find((index) => covers(index, columns))
}

export function covers(
  { columns: own, method, predicate, valid }: Index,
  columns: readonly string[],
): boolean {
  const leading = own.slice(0, columns.length)
  if (!valid || !columns.every((name) => leading.includes(name))) return false
  if (method !== 'btree' && (method !== 'hash' || columns.length > 1)) return false
  // A foreign key never looks for NULL.
  return predicate === null || columns.some((name) => says(predicate, name) && isOnly(predicate))
}

function isOnly(predicate: object): boolean {
  return 'NullTest' in predicate
}

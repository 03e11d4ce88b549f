import type { Index, SchemaModel } from '../model/model'
import { descendantsOf } from './names'

/** Whether an index of a partition can serve as the partition's part of an index of the whole. */
export function isSameIndex(a: Index, b: Index): boolean {
  return a.unique === b.unique && definitionOf(a) === definitionOf(b)
}

function definitionOf({ columns, include, expressions, predicate, method }: Index): string {
  const leaveOutPlaces = (name: string, value: unknown) => (name === 'location' ? undefined : value)
  return JSON.stringify([columns, include, expressions, predicate, method], leaveOutPlaces)
}

/** The parts of a partitioned table's index: which index of which partition. */
export function partsOfIndex(
  schema: SchemaModel,
  table: string,
  whole: Index,
): { table: string; index: Index }[] {
  return descendantsOf(schema, table).flatMap((key) => {
    const indexes = [...(schema.tables.get(key)?.indexes.values() ?? [])]
    const part = indexes.find((index) => isSameIndex(index, whole))
    return part ? [{ table: key, index: part }] : []
  })
}

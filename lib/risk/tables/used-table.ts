import type { SchemaModel, Table, View } from '../model/model'
import { keyOf, type Named } from '../model/names'
import type { StatementAt } from '../rule'
import { shown } from '../words/names'

/** A table or view that somebody may wait for while the scripts run. Whether rows are there is for `OldTable`. */
export interface UsedTable {
  /** `schema.name`. */
  key: string
  /** As people say it. */
  name: string
  /** Null: not known, or a view. */
  table: Table | null
  view: View | null
}

type Looking = Pick<StatementAt, 'isFresh'> & { schema: SchemaModel }

/** Null where nobody can be waiting for it: it is fresh, temporary, or known not to be there. */
export function usedTable(at: Looking, named: Named | undefined): UsedTable | null {
  return named ? usedKey(at, keyOf(at.schema, named)) : null
}

export function usedKey(at: Looking, key: string): UsedTable | null {
  const table = at.schema.tables.get(key) ?? null
  const view = at.schema.views.get(key) ?? null
  if (!table && !view && at.schema.complete) return null
  if (at.isFresh(table ?? view) || table?.temporary) return null
  return { key, name: shown(key), table, view }
}

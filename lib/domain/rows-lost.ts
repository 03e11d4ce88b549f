import { count } from './verdict'

/** What was written into one table since a snapshot. Null: unknown, `reasons` says why. */
export interface TableWrites {
  table: string
  /** Rows inserted or changed since the snapshot that are there now. */
  total: number | null
  /** Of those, before and after the deploy's mark. */
  beforeDeploy: number | null
  afterDeploy: number | null
  /** Rows of the snapshot that are gone now. */
  deleted: number | null
  /** `count`: follows from counting, exact. `statistics`: by the server's counters, within what counting allows. */
  deletedBy: 'count' | 'statistics' | null
  reasons: string[]
}

/** What a restore took back, counted once nobody could write any more. Kept with its run. */
export interface RowsLost {
  /** ISO 8601. */
  at: string
  snapshotId: string | null
  /** The database that holds these rows now. */
  database: string
  /** Those with something lost or something unknown, the migrations' ledger left out. */
  tables: TableWrites[]
  /** How many others are as they were in the snapshot. */
  still: number
  notes: string[]
}

/** The ledger goes back with the rest, and that is what is asked for. */
export function isLedgerTable(table: string): boolean {
  return table.endsWith('._prisma_migrations')
}

/** Whether a restore loses something of it, or it is not known. */
export function isTouched({ total, deleted }: TableWrites): boolean {
  return total !== 0 || deleted !== 0
}

/** In one sentence, for an outcome. Null: nothing was lost. */
export function rowsLostWords({ tables, database }: RowsLost): string | null {
  if (tables.length === 0) return null
  const written = tables.reduce((sum, { total, afterDeploy }) => sum + (total ?? afterDeploy ?? 0), 0)
  const deleted = tables.reduce((sum, table) => sum + (table.deleted ?? 0), 0)
  const unknown = tables.filter(({ total }) => total === null).length
  const parts = [
    ...(written > 0 ? [`${count(written, 'row', 'rows')} added or changed since the snapshot`] : []),
    ...(deleted > 0 ? [`${count(deleted, 'row', 'rows')} deleted since came back`] : []),
    ...(unknown > 0 ? [`of ${count(unknown, 'table', 'tables')} it is not known how many`] : []),
  ]
  if (parts.length === 0) return null
  return `Taken back with it: ${parts.join(', ')}. Those rows are in ${database} alone, and can be exported from there.`
}

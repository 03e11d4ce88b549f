import type { AlterTableCmd } from 'libpg-query'
import type { LockMode } from '../../../domain/finding'
import type { Table } from '../../model/model'
import type { Gather } from '../gather'

/** The table that an ALTER TABLE is about. */
export interface Target {
  key: string
  /** Null: the model does not know it. */
  table: Table | null
  /** Partitions and children, which most commands reach too. Empty after ONLY. */
  descendants: string[]
  /** Of the whole statement: the strongest that one of its commands needs. */
  mode: LockMode
}

/** What one command does besides its lock on the table itself. */
export type ReadCommand = (command: AlterTableCmd, target: Target, gather: Gather) => void

/** Takes the statement's lock on the partitions and children too. */
export function lockDescendants({ descendants, mode }: Target, gather: Gather): void {
  for (const key of descendants) gather.lock(key, mode)
}

/** Work on the table, or, where it is only the head of a family, on those that hold the rows. */
export function workOnFamily(
  { key, table, descendants }: Target,
  gather: Gather,
  cost: 'scan' | 'rewrite',
): void {
  for (const each of [key, ...descendants]) {
    const known = each === key ? table : gather.schema.tables.get(each)
    if (known?.kind !== 'partitioned') gather.work(cost, each)
  }
}

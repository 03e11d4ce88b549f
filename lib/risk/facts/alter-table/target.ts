import type { AlterTableCmd } from 'libpg-query'
import type { LockMode } from '../../../domain/finding'
import type { Table } from '../../model/model'
import type { Gather } from '../gather'
import { descendantsOf } from '../names'

/** The table that an ALTER TABLE is about. */
export interface Target {
  key: string
  /** Null: the model does not know it. */
  table: Table | null
  /** Partitions and children, which most commands reach too. Empty after ONLY. */
  descendants: string[]
  /** Of the whole statement: the strongest that one of its commands needs. */
  mode: LockMode
  /** Constraints that the statement drops, which happens before anything is checked. */
  dropped: ReadonlySet<string>
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

/** A partitioned table that others refer to carries their triggers on each of its partitions. */
export function lockWithPartitions(key: string, mode: LockMode, gather: Gather): void {
  gather.lock(key, mode)
  if (gather.schema.tables.get(key)?.kind !== 'partitioned') return
  for (const each of descendantsOf(gather.schema, key)) gather.lock(each, mode)
}

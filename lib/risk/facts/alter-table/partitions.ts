import type { PartitionBoundSpec } from 'libpg-query'
import type { LockMode } from '../../../domain/finding'
import { nodeOf } from '../../../sql/node-of'
import { childrenOf, foreignKeysTo } from '../../model/lookup'
import type { SchemaModel } from '../../model/model'
import type { Gather } from '../gather'
import { descendantsOf, findIndexByKey, foreignKeysOf, keyOfRelation } from '../names'
import { isSameIndex } from '../same-index'
import { rowsBelong, rowsStayOut } from './partition-proof'
import { lockWithPartitions, type ReadCommand } from './target'

export const readAttachPartition: ReadCommand = ({ def }, target, gather) => {
  const { schema } = gather
  const command = def && nodeOf(def, 'PartitionCmd')
  const key = keyOfRelation(schema, command?.name)
  if (!command?.bound) return attachIndex(target.key, key, gather)
  const parent = schema.tables.get(target.key)
  const partition = schema.tables.get(key)
  const isProven = partition && rowsBelong(partition, parent?.partitionKey ?? null, command.bound)
  if (isProven) gather.because('A validated CHECK proves that all rows belong there.')
  for (const each of [key, ...descendantsOf(schema, key)]) {
    gather.lock(each, 'ACCESS EXCLUSIVE')
    if (!isProven && schema.tables.get(each)?.kind !== 'partitioned') gather.work('scan', each)
  }
  lockDefaultPartition(target.key, command.bound, gather)
  buildIndexes(target.key, key, gather)
  takeForeignKeys(target.key, key, gather)
}

/** `ALTER INDEX whole ATTACH PARTITION part`. */
function attachIndex(whole: string, part: string, gather: Gather) {
  gather.lock(part, 'ACCESS EXCLUSIVE', 'index')
  for (const each of [whole, part]) {
    const found = findIndexByKey(gather.schema, each)
    if (found) gather.lock(found.table, 'ACCESS SHARE')
  }
}

export function defaultPartitionOf(schema: SchemaModel, key: string): string | null {
  return childrenOf(schema, key).find(({ defaultPartition }) => defaultPartition)?.key ?? null
}

/** No row of the default partition may belong into a new one. */
export function lockDefaultPartition(parent: string, bound: PartitionBoundSpec, gather: Gather) {
  const { schema } = gather
  const standard = bound.is_default ? null : defaultPartitionOf(schema, parent)
  const table = standard === null ? null : schema.tables.get(standard)
  if (!standard) return
  const isProven = table && rowsStayOut(table, schema.tables.get(parent)?.partitionKey ?? null, bound)
  for (const each of [standard, ...descendantsOf(schema, standard)]) {
    gather.lock(each, 'ACCESS EXCLUSIVE')
    if (!isProven && schema.tables.get(each)?.kind !== 'partitioned') gather.work('scan', each)
  }
}

/** The partition gets what its parent has, unless it has it already. */
function buildIndexes(parent: string, partition: string, gather: Gather) {
  const { tables } = gather.schema
  for (const each of [partition, ...descendantsOf(gather.schema, partition)]) {
    const table = tables.get(each)
    if (table?.kind === 'partitioned') continue
    const own = [...(table?.indexes.values() ?? [])]
    const all = [...(tables.get(parent)?.indexes.values() ?? [])]
    if (all.some((index) => !own.some((other) => isSameIndex(other, index)))) gather.work('index build', each)
  }
}

/** Foreign keys of the parent become the partition's, and those to the parent lead to the partition too. */
function takeForeignKeys(parent: string, partition: string, gather: Gather) {
  lockForeignKeysOf(parent, gather)
  const { schema } = gather
  const own = foreignKeysOf(schema.tables.get(partition))
  for (const { columns, references, validated } of foreignKeysOf(schema.tables.get(parent))) {
    const isThere = own.some(
      (other) =>
        other.references?.table === references?.table &&
        other.columns.join() === columns.join() &&
        other.validated,
    )
    if (!references || !validated || isThere) continue
    gather.work('scan', partition)
    gather.work('scan', references.table)
  }
}

export function lockForeignKeysOf(parent: string, gather: Gather) {
  for (const { references } of foreignKeysOf(gather.schema.tables.get(parent))) {
    if (references) lockWithPartitions(references.table, 'SHARE ROW EXCLUSIVE', gather)
  }
  for (const { table } of foreignKeysTo(gather.schema, parent)) {
    gather.lock(table.key, gather.postgres >= 15 ? 'SHARE ROW EXCLUSIVE' : 'ACCESS SHARE')
  }
}

export const readDetachPartition: ReadCommand = ({ def, subtype }, target, gather) => {
  const { schema } = gather
  const command = def && nodeOf(def, 'PartitionCmd')
  const concurrent = command?.concurrent === true || subtype === 'AT_DetachPartitionFinalize'
  const key = keyOfRelation(schema, command?.name)
  const mode: LockMode = 'ACCESS EXCLUSIVE'
  gather.lock(key, mode)
  for (const each of descendantsOf(schema, key)) gather.lock(each, mode)
  const standard = defaultPartitionOf(schema, target.key)
  if (standard && standard !== key && !concurrent) gather.lock(standard, mode)
  for (const { references } of foreignKeysOf(schema.tables.get(target.key))) {
    if (references) gather.lock(references.table, 'SHARE ROW EXCLUSIVE')
  }
  for (const { table } of foreignKeysTo(schema, target.key)) {
    if (table.key === target.key || table.partitionOf === target.key) continue
    gather.lock(table.key, mode)
    gather.work('scan', key)
  }
}

/** `INHERIT parent` and `NO INHERIT parent`: the parent goes on being used. */
export const readInherit: ReadCommand = ({ def, subtype }, _, gather) => {
  const parent = def && nodeOf(def, 'RangeVar')
  if (!parent) return
  const mode = subtype === 'AT_AddInherit' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS SHARE'
  gather.lock(keyOfRelation(gather.schema, parent), mode)
}

import { nodeOf } from '../../../sql/node-of'
import { childrenOf } from '../../model/lookup'
import type { SchemaModel } from '../../model/model'
import { descendantsOf, keyOfRelation } from '../names'
import type { ReadCommand } from './target'

export const readAttachPartition: ReadCommand = ({ def }, target, gather) => {
  const { schema } = gather
  const command = def && nodeOf(def, 'PartitionCmd')
  const key = keyOfRelation(schema, command?.name)
  if (!schema.tables.has(target.key) && command?.name && !command.bound) return
  for (const each of [key, ...descendantsOf(schema, key)]) {
    gather.lock(each, 'ACCESS EXCLUSIVE')
    if (schema.tables.get(each)?.kind !== 'partitioned') gather.work('scan', each)
  }
  if (command?.bound?.is_default) return
  const standard = defaultPartitionOf(schema, target.key)
  if (!standard) return
  for (const each of [standard, ...descendantsOf(schema, standard)]) {
    gather.lock(each, 'ACCESS EXCLUSIVE')
    if (schema.tables.get(each)?.kind !== 'partitioned') gather.work('scan', each)
  }
}

export function defaultPartitionOf(schema: SchemaModel, key: string): string | null {
  return childrenOf(schema, key).find(({ defaultPartition }) => defaultPartition)?.key ?? null
}

export const readDetachPartition: ReadCommand = ({ def, subtype }, target, gather) => {
  const { schema } = gather
  const command = def && nodeOf(def, 'PartitionCmd')
  const concurrent = command?.concurrent === true || subtype === 'AT_DetachPartitionFinalize'
  const key = keyOfRelation(schema, command?.name)
  gather.lock(key, 'ACCESS EXCLUSIVE')
  const standard = defaultPartitionOf(schema, target.key)
  if (standard && standard !== key && !concurrent) gather.lock(standard, 'ACCESS EXCLUSIVE')
}

/** `INHERIT parent` and `NO INHERIT parent`: the parent goes on being used. */
export const readInherit: ReadCommand = ({ def, subtype }, _, gather) => {
  const parent = def && nodeOf(def, 'RangeVar')
  if (!parent) return
  const mode = subtype === 'AT_AddInherit' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS SHARE'
  gather.lock(keyOfRelation(gather.schema, parent), mode)
}

import type { IndexStmt } from 'libpg-query'
import type { Gather } from './gather'
import { descendantsOf, findIndexByKey, keyOfRelation } from './names'

export function readCreateIndex(statement: IndexStmt, gather: Gather) {
  const { schema } = gather
  const { relation, concurrent, idxname, if_not_exists } = statement
  const key = keyOfRelation(schema, relation)
  const table = schema.tables.get(key)
  const mode = concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE'
  if (concurrent && table?.kind === 'partitioned') {
    gather.refuse('PostgreSQL builds no index concurrently on a partitioned table.')
  }
  gather.lock(key, mode)
  if (if_not_exists && idxname && isThere(key, idxname, gather)) {
    return gather.because('An index of that name is there already.')
  }
  if (table?.kind !== 'partitioned') return gather.work('index build', key, idxname)
  if (relation?.inh === false) return gather.because('ONLY: the partitions get no index yet.')
  for (const each of descendantsOf(schema, key)) {
    gather.lock(each, mode)
    if (schema.tables.get(each)?.kind !== 'partitioned') gather.work('index build', each)
  }
}

function isThere(key: string, name: string, { schema }: Gather): boolean {
  return findIndexByKey(schema, `${key.slice(0, key.indexOf('.'))}.${name}`) !== null
}

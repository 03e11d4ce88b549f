import type { IndexStmt } from 'libpg-query'
import type { LockMode } from '../../domain/finding'
import { applyStatement } from '../model/apply-statement'
import { copyModel } from '../model/copy-model'
import type { Index } from '../model/model'
import { schemaOf } from '../model/names'
import type { Gather } from './gather'
import { descendantsOf, findIndexByKey, keyOfRelation } from './names'
import { isSameIndex } from './same-index'

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
  if (!relation?.inh) return gather.because('ONLY: the partitions get no index yet.')
  const whole = indexOf(statement, gather)
  for (const each of descendantsOf(schema, key)) {
    gather.lock(each, mode)
    buildPart(each, whole, mode, gather)
  }
}

/** A partition that has such an index already keeps it. */
function buildPart(key: string, whole: Index | null, mode: LockMode, gather: Gather): void {
  const table = gather.schema.tables.get(key)
  const same = whole && [...(table?.indexes.values() ?? [])].find((index) => isSameIndex(index, whole))
  if (same) gather.lock(`${schemaOf(key)}.${same.name}`, mode, 'index')
  else if (table?.kind !== 'partitioned') gather.work('index build', key)
}

function indexOf(statement: IndexStmt, { schema }: Gather): Index | null {
  const after = copyModel(schema)
  const key = keyOfRelation(schema, statement.relation)
  const before = schema.tables.get(key)?.indexes
  applyStatement(after, { IndexStmt: statement }, null)
  const indexes = [...(after.tables.get(key)?.indexes.values() ?? [])]
  return indexes.find(({ name }) => !before?.has(name)) ?? null
}

function isThere(key: string, name: string, { schema }: Gather): boolean {
  return findIndexByKey(schema, `${schemaOf(key)}.${name}`) !== null
}

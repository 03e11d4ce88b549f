import type { ClusterStmt, LockStmt, Node, ReindexStmt, TruncateStmt, VacuumStmt } from 'libpg-query'
import { type LockMode, lockModes } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import { foreignKeysTo } from '../model/lookup'
import type { Index } from '../model/model'
import { schemaOf } from '../model/names'
import type { Gather } from './gather'
import { descendantsOf, findIndexByKey, keyOfRelation } from './names'

export function readReindex(statement: ReindexStmt, gather: Gather) {
  const { schema } = gather
  const { kind, relation, name } = statement
  const concurrent = isOn(statement.params, 'concurrently')
  if (kind === 'REINDEX_OBJECT_INDEX') {
    const key = keyOfRelation(schema, relation)
    const found = findIndexByKey(schema, key)
    if (found) reindexTable(found.table, concurrent, gather, found.index)
    else gather.lock(key, concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', 'index')
  } else if (kind === 'REINDEX_OBJECT_TABLE') {
    const key = keyOfRelation(schema, relation)
    const isPartitioned = schema.tables.get(key)?.kind === 'partitioned'
    const all = isPartitioned ? descendantsOf(schema, key) : [key]
    for (const each of all) {
      if (schema.tables.get(each)?.kind !== 'partitioned') reindexTable(each, concurrent, gather)
    }
  } else if (kind !== 'REINDEX_OBJECT_SYSTEM') {
    for (const table of schema.tables.values()) {
      const isMeant = kind === 'REINDEX_OBJECT_DATABASE' || table.schema === name
      if (isMeant && table.kind === 'table') reindexTable(table.key, concurrent, gather)
    }
  }
}

function reindexTable(key: string, concurrent: boolean, gather: Gather, only?: Index): void {
  const { schema } = gather
  const table = schema.tables.get(key) ?? schema.views.get(key)
  gather.lock(key, concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE')
  const indexes = only ? [only] : [...(table?.indexes.values() ?? [])]
  for (const { name } of indexes) {
    const indexKey = `${schemaOf(key)}.${name}`
    gather.lock(indexKey, concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE', 'index')
    gather.work('index build', key, name)
  }
  const isComplete = table && (!('complete' in table) || table.complete)
  if (!only && !isComplete) gather.work('index build', key)
}

export function readCluster(statement: ClusterStmt, gather: Gather) {
  if (!statement.relation) return
  const key = keyOfRelation(gather.schema, statement.relation)
  gather.lock(key, 'ACCESS EXCLUSIVE')
  gather.work('rewrite', key)
}

export function readVacuum(statement: VacuumStmt, gather: Gather) {
  const { schema } = gather
  const full = statement.is_vacuumcmd === true && isOn(statement.options, 'full')
  const named = (statement.rels ?? []).flatMap((node) => nodeOf(node, 'VacuumRelation')?.relation ?? [])
  const keys = named.length > 0 ? named.map((each) => keyOfRelation(schema, each)) : [...schema.tables.keys()]
  for (const key of keys) {
    const isPartitioned = schema.tables.get(key)?.kind === 'partitioned'
    const descendants = descendantsOf(schema, key)
    const reached = isPartitioned || gather.postgres >= 18 ? descendants : []
    const isAnalysed = !statement.is_vacuumcmd || isOn(statement.options, 'analyze')
    if (isAnalysed) for (const each of descendants) gather.lock(each, 'ACCESS SHARE')
    for (const each of [key, ...reached]) {
      const isHead = schema.tables.get(each)?.kind === 'partitioned'
      if (statement.is_vacuumcmd && isHead) continue
      gather.lock(each, full ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE')
      if (full) gather.work('rewrite', each)
      else if (statement.is_vacuumcmd && !isHead) gather.work('scan', each)
    }
  }
}

export function readTruncate(statement: TruncateStmt, gather: Gather) {
  const { schema } = gather
  const done = new Set<string>()
  const truncate = (key: string, inherited: boolean): void => {
    if (done.has(key)) return
    done.add(key)
    gather.lock(key, 'ACCESS EXCLUSIVE')
    if (inherited) for (const each of descendantsOf(schema, key)) truncate(each, true)
    if (statement.restart_seqs) {
      for (const sequence of schema.sequences.values()) {
        if (sequence.ownedBy?.table === key) gather.lock(sequence.key, 'ACCESS EXCLUSIVE', 'sequence')
      }
    }
    if (statement.behavior !== 'DROP_CASCADE') return
    for (const { table } of foreignKeysTo(schema, key)) truncate(table.key, true)
  }
  for (const node of statement.relations ?? []) {
    const relation = nodeOf(node, 'RangeVar')
    if (relation) truncate(keyOfRelation(schema, relation), relation.inh === true)
  }
}

export function readLock(statement: LockStmt, gather: Gather) {
  const { schema } = gather
  const mode: LockMode = lockModes[(statement.mode ?? lockModes.length) - 1] ?? 'ACCESS EXCLUSIVE'
  const lock = (key: string, inherited: boolean): void => {
    gather.lock(key, mode)
    if (inherited) for (const each of descendantsOf(schema, key)) gather.lock(each, mode)
    for (const below of schema.views.get(key)?.uses.keys() ?? []) lock(below, true)
  }
  for (const node of statement.relations ?? []) {
    const relation = nodeOf(node, 'RangeVar')
    if (relation) lock(keyOfRelation(schema, relation), relation.inh === true)
  }
}

/** `(concurrently)` or `(full true)`. */
export function isOn(options: Node[] | undefined, name: string): boolean {
  const option = (options ?? []).map((node) => nodeOf(node, 'DefElem')).find((each) => each?.defname === name)
  if (!option) return false
  const { arg } = option
  const word = arg && (nodeOf(arg, 'String')?.sval ?? nodeOf(arg, 'Boolean')?.boolval)
  const isOff = word === false || /^(false|off|0|no)$/i.test(String(word ?? ''))
  return !isOff && !(arg && 'Integer' in arg && (nodeOf(arg, 'Integer')?.ival ?? 0) === 0)
}

import type {
  CopyStmt,
  DeleteStmt,
  FuncCall,
  InsertStmt,
  MergeStmt,
  RangeVar,
  SelectStmt,
  UpdateStmt,
} from 'libpg-query'
import type { LockMode } from '../../domain/finding'
import { nodeOf } from '../../sql/node-of'
import { foreignKeysTo } from '../model/lookup'
import { functionKeyOf } from '../model/names'
import { walk } from '../model/walk'
import { lockSequencesUsed } from './expressions'
import type { Gather } from './gather'
import { descendantsOf, foreignKeysOf, keyOfRelation, stringsOf } from './names'
import { lockForUpdate, lockReads } from './reads'

export function readSelect(statement: SelectStmt, gather: Gather) {
  readQuery(statement, gather)
  // Called for what it does, not for what it answers.
  if (!statement.fromClause && callsOwnFunction(statement.targetList, gather)) gather.opaque()
}

function callsOwnFunction(tree: unknown, { schema }: Gather): boolean {
  let found = false
  walk(tree, (name, inner) => {
    if (name !== 'FuncCall') return undefined
    const names = (inner as FuncCall).funcname ?? []
    const known = schema.functions.get(functionKeyOf(schema, names))
    const place = names.length > 1 ? stringsOf(names)[0] : 'pg_catalog'
    if (known ? known.volatility === 'volatile' : place !== 'pg_catalog') found = true
    return undefined
  })
  return found
}

/** Everything that a query reads, with the writing queries of WITH. */
export function readQuery(query: unknown, gather: Gather): void {
  lockReads(query, gather, true)
  if (isSelect(query)) lockForUpdate(query, gather)
  lockSequencesUsed(query, gather)
  walk(query, (name, inner) => {
    if (name === 'InsertStmt') readInsert(inner as InsertStmt, gather)
    else if (name === 'UpdateStmt') readUpdate(inner as UpdateStmt, gather)
    else if (name === 'DeleteStmt') readDelete(inner as DeleteStmt, gather)
    else if (name === 'SelectStmt') lockForUpdate(inner as SelectStmt, gather)
    else return undefined
    return name === 'SelectStmt' ? undefined : false
  })
}

function isSelect(query: unknown): query is SelectStmt {
  return typeof query === 'object' && query !== null && 'op' in query
}

export function readInsert(statement: InsertStmt, gather: Gather) {
  const key = lockTarget(statement.relation, gather)
  readQuery([statement.selectStmt, statement.withClause], gather)
  for (const each of descendantsOf(gather.schema, key)) {
    if (gather.schema.tables.get(each)?.partitionOf) gather.lock(each, 'ROW EXCLUSIVE')
  }
  const columns = (statement.cols ?? []).flatMap((node) => nodeOf(node, 'ResTarget')?.name ?? [])
  lockDefaults(key, columns, gather)
  lockReferenced(key, null, gather)
}

export function readUpdate(statement: UpdateStmt, gather: Gather) {
  const key = lockTarget(statement.relation, gather)
  readQuery([statement.fromClause, statement.whereClause, statement.targetList, statement.withClause], gather)
  lockFamily(key, statement.relation, gather)
  const columns = (statement.targetList ?? []).flatMap((node) => nodeOf(node, 'ResTarget')?.name ?? [])
  lockReferenced(key, columns, gather)
  lockReferencing(key, columns, gather)
  if (!statement.whereClause) scanFamily(key, statement.relation, gather)
}

export function readDelete(statement: DeleteStmt, gather: Gather) {
  const key = lockTarget(statement.relation, gather)
  readQuery([statement.usingClause, statement.whereClause, statement.withClause], gather)
  lockFamily(key, statement.relation, gather)
  lockReferencing(key, null, gather)
  if (!statement.whereClause) scanFamily(key, statement.relation, gather)
}

export function readMerge(statement: MergeStmt, gather: Gather) {
  const key = lockTarget(statement.relation, gather)
  readQuery([statement.sourceRelation, statement.withClause, statement.mergeWhenClauses], gather)
  lockFamily(key, statement.relation, gather)
  for (const node of statement.mergeWhenClauses ?? []) {
    const clause = nodeOf(node, 'MergeWhenClause')
    const columns = (clause?.targetList ?? []).flatMap((each) => nodeOf(each, 'ResTarget')?.name ?? [])
    if (clause?.commandType === 'CMD_INSERT') lockReferenced(key, null, gather)
    if (clause?.commandType === 'CMD_UPDATE') {
      lockReferenced(key, columns, gather)
      lockReferencing(key, columns, gather)
    }
    if (clause?.commandType === 'CMD_DELETE') lockReferencing(key, null, gather)
  }
}

export function readCopy(statement: CopyStmt, gather: Gather) {
  if (statement.query) readQuery([statement.query], gather)
  if (!statement.relation) return
  const key = keyOfRelation(gather.schema, statement.relation)
  if (!statement.is_from) return gather.lock(key, 'ACCESS SHARE')
  gather.lock(key, 'ROW EXCLUSIVE')
  lockReferenced(key, null, gather)
}

/** The table itself, or what is behind a view that passes writes on. */
function lockTarget(relation: RangeVar | undefined, gather: Gather): string {
  const key = keyOfRelation(gather.schema, relation)
  gather.lock(key, 'ROW EXCLUSIVE')
  const view = gather.schema.views.get(key)
  const [below] = view?.uses.keys() ?? []
  if (!below || view?.uses.size !== 1) return key
  gather.lock(below, 'ROW EXCLUSIVE')
  return below
}

function lockFamily(key: string, relation: RangeVar | undefined, gather: Gather): void {
  if (!relation?.inh) return
  for (const each of descendantsOf(gather.schema, key)) gather.lock(each, 'ROW EXCLUSIVE')
}

function scanFamily(key: string, relation: RangeVar | undefined, gather: Gather): void {
  const all = !relation?.inh ? [key] : [key, ...descendantsOf(gather.schema, key)]
  for (const each of all)
    if (gather.schema.tables.get(each)?.kind !== 'partitioned') gather.work('scan', each)
}

/** Defaults of the columns that are left out may draw from a sequence. */
function lockDefaults(key: string, written: readonly string[], gather: Gather): void {
  const table = gather.schema.tables.get(key)
  for (const column of table?.columns.values() ?? []) {
    if (written.includes(column.name)) continue
    if (column.serial || column.identity) {
      for (const sequence of gather.schema.sequences.values()) {
        const { ownedBy } = sequence
        if (ownedBy?.table === key && ownedBy.column === column.name) lockSequence(sequence.key, gather)
      }
    } else if (column.default) lockSequencesUsed(column.default, gather)
  }
}

function lockSequence(key: string, gather: Gather): void {
  gather.lock(key, 'ROW EXCLUSIVE', 'sequence')
}

/** A new value in a foreign key is looked up, and its row kept from being deleted. */
function lockReferenced(key: string, written: readonly string[] | null, gather: Gather): void {
  for (const { columns, references } of foreignKeysOf(gather.schema.tables.get(key))) {
    const touched = written === null || columns.some((column) => written.includes(column))
    if (references && touched) gather.lock(references.table, 'ROW SHARE')
  }
}

/** Rows that point to a changed or deleted one are looked for, and changed or deleted where the foreign key says so. */
function lockReferencing(key: string, written: readonly string[] | null, gather: Gather, depth = 0): void {
  if (depth > 5) return
  for (const { table, constraint } of foreignKeysTo(gather.schema, key)) {
    const { onDelete = '', onUpdate = '', columns = [] } = constraint.references ?? {}
    if (written && !columns.some((column) => written.includes(column))) continue
    const mode = modeOfAction(written ? onUpdate : onDelete)
    gather.lock(table.key, mode)
    if (mode === 'ROW EXCLUSIVE' && !written && isCascade(onDelete)) {
      lockReferencing(table.key, null, gather, depth + 1)
    }
  }
}

function isCascade(action: string): boolean {
  return /^(c|cascade)$/i.test(action)
}

function modeOfAction(action: string): LockMode {
  return /^(a|r|no action|restrict|)$/i.test(action) ? 'ROW SHARE' : 'ROW EXCLUSIVE'
}

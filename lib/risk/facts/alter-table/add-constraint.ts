import type { AlterTableCmd, Constraint } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { nameIn } from '../../model/names'
import type { Gather } from '../gather'
import { descendantsOf, keyOfRelation, stringsOf } from '../names'
import { isNotNull, verifyNotNull } from './not-null'
import { lockDescendants, type Target, workOnFamily } from './target'

export function readAddConstraint({ def }: AlterTableCmd, target: Target, gather: Gather) {
  const constraint = def && nodeOf(def, 'Constraint')
  if (constraint) addConstraint(constraint, target, gather)
}

/** `columns`: of a constraint that stands beside a column. */
export function addConstraint(
  constraint: Constraint,
  target: Target,
  gather: Gather,
  columns = stringsOf(constraint.keys),
) {
  switch (constraint.contype) {
    case 'CONSTR_CHECK':
      return addCheck(constraint, target, gather)
    case 'CONSTR_NOTNULL':
      return addNotNull(constraint, target, gather, columns)
    case 'CONSTR_FOREIGN':
      return addForeignKey(constraint, target, gather)
    case 'CONSTR_PRIMARY':
    case 'CONSTR_UNIQUE':
    case 'CONSTR_EXCLUSION':
      return addIndexed(constraint, target, gather, columns)
  }
}

function addCheck(constraint: Constraint, target: Target, gather: Gather) {
  if (!constraint.is_no_inherit || alwaysReaches(gather)) lockDescendants(target, gather)
  if (isUnchecked(constraint)) return gather.because('NOT VALID: the rows that are there are not checked.')
  const reached = constraint.is_no_inherit ? { ...target, descendants: [] } : target
  workOnFamily(reached, gather, 'scan')
}

function addNotNull(constraint: Constraint, target: Target, gather: Gather, columns: string[]) {
  if (!constraint.is_no_inherit) lockDescendants(target, gather)
  if (isUnchecked(constraint)) return gather.because('NOT VALID: the rows that are there are not checked.')
  verifyNotNull(target, columns, gather)
}

/** NOT VALID, or NOT ENFORCED. */
function isUnchecked({ skip_validation }: Constraint): boolean {
  return skip_validation === true
}

/** `unchecked`: of a new column without a default; `empty`: it is NULL everywhere, so that nothing is looked up. */
export function addForeignKey(
  constraint: Constraint,
  { key, table, descendants, mode }: Target,
  gather: Gather,
  { unchecked, empty } = { unchecked: isUnchecked(constraint), empty: false },
) {
  const { schema } = gather
  const referenced = keyOfRelation(schema, constraint.pktable)
  const isReached = table?.kind === 'partitioned' || alwaysReaches(gather)
  if (isReached) for (const each of descendants) gather.lock(each, mode)
  const ofTable = table?.kind === 'partitioned' ? descendants : []
  const isPartitioned = schema.tables.get(referenced)?.kind === 'partitioned'
  const ofReferenced = isPartitioned ? descendantsOf(schema, referenced) : []
  for (const each of [referenced, ...ofReferenced]) gather.lock(each, 'SHARE ROW EXCLUSIVE')
  if (unchecked && table?.kind === 'partitioned' && constraint.skip_validation && gather.postgres < 18) {
    gather.refuse('Up to PostgreSQL 17 a foreign key of a partitioned table cannot be NOT VALID.')
  }
  if (unchecked) return gather.because('The rows that are there are not checked.')
  // A table that nobody has filled yet is not compared with anything.
  const other = empty || gather.context.isFresh(table) ? [] : [referenced, ...ofReferenced]
  for (const each of [key, ...ofTable, ...other]) {
    if (schema.tables.get(each)?.kind !== 'partitioned') gather.work('scan', each)
  }
}

function addIndexed(constraint: Constraint, target: Target, gather: Gather, columns: string[]) {
  const { key, table, descendants } = target
  const primary = constraint.contype === 'CONSTR_PRIMARY'
  if (constraint.indexname) {
    gather.because('The index is there already.')
    const behind = table?.indexes.get(constraint.indexname)
    const named = behind?.columns.flatMap((column) => column ?? []) ?? []
    if (primary && named.length > 0) verifyNotNull(target, named, gather)
    return
  }
  if (alwaysReaches(gather)) lockDescendants(target, gather)
  const partitions = table?.kind === 'partitioned' ? descendants : []
  if (table?.kind !== 'partitioned') gather.work('index build', key, indexName(constraint, key, columns))
  for (const each of partitions) {
    gather.lock(each, 'SHARE')
    if (gather.schema.tables.get(each)?.kind !== 'partitioned') gather.work('index build', each)
  }
  if (!primary) return
  if (columns.some((column) => !table || !isNotNull(table, column))) lockDescendants(target, gather)
  verifyNotNull(target, columns, gather)
}

/** From 18 on whatever constraint is added locks partitions and children. */
function alwaysReaches({ postgres }: Gather): boolean {
  return postgres >= 18
}

/** As PostgreSQL names it, apart from names that are taken or too long. */
function indexName(constraint: Constraint, key: string, columns: readonly string[]): string {
  if (constraint.conname) return constraint.conname
  const table = nameIn(key)
  if (constraint.contype === 'CONSTR_PRIMARY') return `${table}_pkey`
  const suffix = constraint.contype === 'CONSTR_UNIQUE' ? 'key' : 'excl'
  const excluded = (constraint.exclusions ?? []).flatMap((node) => {
    const [element] = nodeOf(node, 'List')?.items ?? []
    const index = element && nodeOf(element, 'IndexElem')
    return index ? (index.name ?? 'expr') : []
  })
  return [table, ...columns, ...excluded, suffix].join('_')
}

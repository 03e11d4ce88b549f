import type { Constraint as ConstraintNode, IndexElem, IndexStmt } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/lookup'
import type { Constraint, Index, SchemaModel } from '../model/model'
import { partsOf, texts } from '../model/names'
import type { MigrationAt } from '../rule'
import { alterCommands, type CommandAt } from './changed-columns'

type Script = Pick<MigrationAt, 'statements' | 'before'>

/** A name that something else has afterwards: of a column, a table… */
export type NewName = (name: string) => string

/** The DROP INDEX that drops this index alone; null: none does. */
export function droppedIndex({ statements }: Script, index: string): number | null {
  for (const { tree, index: at, needsAutocommit } of statements) {
    const drop = tree && nodeOf(tree, 'DropStmt')
    if (drop?.removeType !== 'OBJECT_INDEX' || needsAutocommit || drop.objects?.length !== 1) continue
    const [object] = drop.objects
    if (object && partsOf(nodeOf(object, 'List')?.items ?? []).name === index) return at
  }
  return null
}

/** The plain CREATE INDEX that builds, on `table`, what `index` is once its columns have their new names. */
export function createdIndex(
  { statements, before }: Script,
  index: Index,
  table: string,
  newName: NewName,
): { statement: number; name: string } | null {
  if (index.expressions.length > 0 || index.predicate || index.include.length > 0) return null
  const wanted = index.columns.map((column) => newName(column ?? '')).join('\n')
  for (const { tree, index: at } of statements) {
    const create = tree && nodeOf(tree, 'IndexStmt')
    if (!create?.relation || !create.idxname || keyOf(before, create.relation) !== table) continue
    const columns = plainColumns(create)
    if (columns?.join('\n') !== wanted || (create.unique === true) !== index.unique) continue
    if ((create.accessMethod || 'btree') === index.method) return { statement: at, name: create.idxname }
  }
  return null
}

/** Null: it has more than columns. An order is no obstacle: whether it is the same is seen when it is tried. */
function plainColumns(create: IndexStmt): string[] | null {
  if (create.whereClause || create.concurrent || create.nulls_not_distinct || create.indexIncludingParams)
    return null
  const parts: IndexElem[] = (create.indexParams ?? []).flatMap((node) => nodeOf(node, 'IndexElem') ?? [])
  return parts.every(({ name, collation }) => name && !collation) ? parts.map(({ name }) => name ?? '') : null
}

export function droppedConstraint(
  { statements, before }: Script,
  table: string,
  name: string,
): CommandAt | null {
  const found = alterCommands(statements, before).find(
    ({ at, command }) =>
      at.table === table && command.subtype === 'AT_DropConstraint' && command.name === name,
  )
  return found?.at ?? null
}

/** The ADD CONSTRAINT that adds, to `table`, what `constraint` is once names have changed. */
export function addedConstraint(
  { statements, before }: Script,
  constraint: Constraint,
  table: string,
  newColumn: NewName,
  newReference: { table: NewName; column: NewName } = { table: same, column: same },
): (CommandAt & { name: string }) | null {
  for (const { at, command } of alterCommands(statements, before)) {
    const node = command.def && nodeOf(command.def, 'Constraint')
    if (at.table !== table || command.subtype !== 'AT_AddConstraint' || !node?.conname) continue
    if (isThe(node, constraint, before, newColumn, newReference)) return { ...at, name: node.conname }
  }
  return null
}

/** Whether a definition is what a constraint would be with new names. */
export function isThe(
  node: ConstraintNode,
  constraint: Constraint,
  before: SchemaModel,
  newColumn: NewName,
  newReference: { table: NewName; column: NewName },
): boolean {
  if (kinds[node.contype ?? ''] !== constraint.kind || node.deferrable || node.indexname) return false
  if (node.skip_validation || node.nulls_not_distinct || node.including) return false
  const columns = constraint.columns.map(newColumn).join('\n')
  if (constraint.kind !== 'foreign') return texts(node.keys).join('\n') === columns
  const { references } = constraint
  if (!references || !node.pktable || texts(node.fk_attrs).join('\n') !== columns) return false
  return (
    keyOf(before, node.pktable) === newReference.table(references.table) &&
    texts(node.pk_attrs).join('\n') === references.columns.map(newReference.column).join('\n') &&
    actions[node.fk_del_action || 'a'] === references.onDelete &&
    actions[node.fk_upd_action || 'a'] === references.onUpdate
  )
}

export const same: NewName = (name) => name

const kinds: Record<string, Constraint['kind']> = {
  CONSTR_FOREIGN: 'foreign',
  CONSTR_PRIMARY: 'primary',
  CONSTR_UNIQUE: 'unique',
}

const actions: Record<string, string> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

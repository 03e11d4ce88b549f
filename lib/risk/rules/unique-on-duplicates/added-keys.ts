import type { Node } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { allAddedConstraints } from '../../altering/all-added-constraints'
import { texts } from '../../model/names'
import type { StatementAt } from '../../rule'

/** What an index or a constraint demands to be unique. */
export interface AddedKey {
  parts: ({ column: string } | { expression: Node })[]
  predicate: Node | null
  nullsAreEqual: boolean
  command: number | null
  /** Built while others go on. */
  concurrent: boolean
  /** `the unique index orders_no_key`. */
  what: string
}

export function keysAdded(at: StatementAt): AddedKey[] {
  const index = nodeOf(at.tree, 'IndexStmt')
  if (index) {
    if (!index.unique) return []
    const parts = (index.indexParams ?? []).flatMap((node): AddedKey['parts'] => {
      const { name, expr } = nodeOf(node, 'IndexElem') ?? {}
      return name ? [{ column: name }] : expr ? [{ expression: expr }] : []
    })
    return [
      {
        parts,
        predicate: index.whereClause ?? null,
        nullsAreEqual: index.nulls_not_distinct === true,
        command: null,
        concurrent: index.concurrent === true,
        what: index.idxname ? `the unique index ${index.idxname}` : 'the unique index',
      },
    ]
  }
  return allAddedConstraints(at.commands).flatMap(({ constraint, command, column }) => {
    const { contype, indexname, keys, conname, nulls_not_distinct } = constraint
    if ((contype !== 'CONSTR_UNIQUE' && contype !== 'CONSTR_PRIMARY') || indexname) return []
    const columns = column ? [column] : texts(keys)
    const kind = contype === 'CONSTR_PRIMARY' ? 'the primary key' : 'the unique constraint'
    return [
      {
        parts: columns.map((name) => ({ column: name })),
        predicate: null,
        nullsAreEqual: nulls_not_distinct === true,
        command,
        concurrent: false,
        what: conname ? `${kind} ${conname}` : kind,
      },
    ]
  })
}

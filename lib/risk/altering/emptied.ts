import { nodeOf } from '../../sql/node-of'
import { keyOf } from '../model/lookup'
import type { StatementAt } from '../rule'

/** An earlier statement of the script takes all rows out of the table. */
export function isEmptied(at: StatementAt, key: string): boolean {
  return at.migration.walked.some(({ tree }) => {
    if (!tree) return false
    const remove = nodeOf(tree, 'DeleteStmt')
    if (remove?.relation) return !remove.whereClause && keyOf(at.schema, remove.relation) === key
    return (nodeOf(tree, 'TruncateStmt')?.relations ?? []).some((node) => {
      const relation = nodeOf(node, 'RangeVar')
      return relation !== undefined && keyOf(at.schema, relation) === key
    })
  })
}

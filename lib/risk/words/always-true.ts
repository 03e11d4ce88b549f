import type { Node } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'

/** No condition at all, `true`, or one that compares a constant with itself: `1 = 1`. */
export function isAlwaysTrue(condition: Node | null | undefined): boolean {
  if (!condition) return true
  if (nodeOf(condition, 'A_Const')?.boolval?.boolval === true) return true
  const comparison = nodeOf(condition, 'A_Expr')
  const name = nodeOf(comparison?.name?.[0] ?? ({} as Node), 'String')?.sval
  if (comparison?.kind !== 'AEXPR_OP' || name !== '=') return false
  const [left, right] = [comparison.lexpr, comparison.rexpr].map((node) => constant(node))
  return left !== undefined && left === right
}

function constant(node: Node | undefined): string | undefined {
  const found = node && nodeOf(node, 'A_Const')
  return found && JSON.stringify({ ...found, location: 0 })
}

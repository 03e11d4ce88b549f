import { parseScript } from '../../sql/parse'

/**
 * Whether two scripts hold the same statements in the same order, whatever their comments, blanks, line ends and byte
 * order mark. False where one of them does not parse.
 */
export function sameStatements(a: string, b: string): boolean {
  const [left, right] = [parseScript(a), parseScript(b)]
  if (left.error || right.error || left.statements.length !== right.statements.length) return false
  return left.statements.every(({ tree }, index) => shape(tree) === shape(right.statements[index]?.tree))
}

/** A parser's tree without its positions in the text. */
function shape(tree: unknown): string {
  return JSON.stringify(tree, (key, value) => (places.has(key) ? undefined : value))
}

const places = new Set([
  'location',
  'stmt_location',
  'stmt_len',
  'list_start',
  'list_end',
  'rexpr_list_start',
  'rexpr_list_end',
  'name_location',
])

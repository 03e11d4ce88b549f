import type { Statement } from '../../../domain/statement'
import { sameStatements } from '../same-statements'

export function sameStatement(a: Statement, b: Statement): boolean {
  return a.text === b.text || sameStatements(a.text, b.text)
}

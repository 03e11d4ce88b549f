import { type DoStmt, type Node, parsePlPgSQLSync, parseSync } from 'libpg-query'
import { nodeOf } from '../../sql/node-of'

/** The SQL in a block of PL/pgSQL. */
export interface StatementsInCode {
  trees: Node[]
  /** What the trees were read from, in the order of the block; mostly as it stands there. */
  texts: string[]
  /** What it declares: its statements may name these beside columns. */
  variables: string[]
  /** It may run some of its statements many times. */
  loops: boolean
  /** It puts SQL together while it runs, or does not parse: there is more than can be read. */
  unreadable: boolean
}

/** What a DO block in PL/pgSQL executes as far as it can be read: every branch, each once. */
export function statementsInBlock(block: string): StatementsInCode {
  const found: StatementsInCode = { trees: [], texts: [], variables: [], loops: false, unreadable: false }
  try {
    collect(parsePlPgSQLSync(block), found)
  } catch {
    found.unreadable = true
  }
  return found
}

/** The language of a DO block. */
export function languageOf({ args }: DoStmt): string {
  const given = (args ?? [])
    .map((node) => nodeOf(node, 'DefElem'))
    .find((element) => element?.defname === 'language')?.arg
  return (given && nodeOf(given, 'String')?.sval) ?? 'plpgsql'
}

function collect(tree: unknown, found: StatementsInCode): void {
  if (Array.isArray(tree)) {
    for (const each of tree) collect(each, found)
    return
  }
  if (tree === null || typeof tree !== 'object') return
  for (const [name, inner] of Object.entries(tree as Record<string, unknown>)) {
    if (name === 'PLpgSQL_stmt_execsql') take(queryOf((inner as Statement).sqlstmt), found)
    else if (name === 'PLpgSQL_stmt_perform') take(queryOf((inner as Statement).expr), found)
    else if (name === 'PLpgSQL_stmt_dynexecute') takeDynamic(queryOf((inner as Statement).query), found)
    else if (name === 'PLpgSQL_stmt_dynfors') found.unreadable = true
    else if (name === 'PLpgSQL_stmt_call') take(queryOf((inner as Statement).expr), found)
    else if (name === 'PLpgSQL_var' || name === 'PLpgSQL_rec')
      found.variables.push((inner as { refname?: string }).refname ?? '')
    if (loops.has(name)) found.loops = true
    collect(inner, found)
  }
}

const loops = new Set(
  ['loop', 'while', 'fori', 'fors', 'forc', 'foreach_a', 'dynfors'].map((name) => `PLpgSQL_stmt_${name}`),
)

interface Expression {
  PLpgSQL_expr?: { query?: string }
}

interface Statement {
  sqlstmt?: Expression
  expr?: Expression
  query?: Expression
}

function queryOf(expression: Expression | undefined): string {
  return expression?.PLpgSQL_expr?.query ?? ''
}

function take(sql: string, found: StatementsInCode): void {
  try {
    for (const { stmt } of parseSync(sql).stmts ?? []) if (stmt) found.trees.push(stmt)
    found.texts.push(sql)
  } catch {
    found.unreadable = true
  }
}

/** EXECUTE of a text that is written out is as good as the statement itself. */
function takeDynamic(expression: string, found: StatementsInCode): void {
  const text = constantText(expression)
  if (text === null) found.unreadable = true
  else take(text, found)
}

function constantText(expression: string): string | null {
  try {
    const [first] = parseSync(`SELECT ${expression}`).stmts ?? []
    const [target] = (first?.stmt && nodeOf(first.stmt, 'SelectStmt')?.targetList) ?? []
    const value = target && nodeOf(target, 'ResTarget')?.val
    return (value && nodeOf(value, 'A_Const')?.sval?.sval) ?? null
  } catch {
    return null
  }
}

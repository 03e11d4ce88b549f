import { loadModule, type Node } from 'libpg-query'
import type { Statement } from '../domain/statement'
import { byteIndex } from './byte-index'
import { commentsOf, type SqlComment } from './comments'
import { blankEnd, lexicalSplit } from './lexical-split'
import { type ParsedText, parseTexts } from './parse-texts'
import { type RecoveredPiece, recoverPieces } from './recover-pieces'
import { nodeName, summarize, summarizeText } from './summary'
import { controlsTransaction, needsAutocommit } from './transactional'

export interface ParsedStatement extends Statement {
  /** The parser's tree; null when it does not parse. */
  tree: Node | null
  /** Why it does not parse, `position` in the script; null: it does. */
  error: ScriptError | null
  /** Those right before it, and those behind it on its last line. */
  comments: SqlComment[]
  /** From a `location` of the tree, in UTF-8 bytes, to a UTF-16 index into the script. */
  indexAt(location: number): number
}

/** `position` is a UTF-16 index into the script. */
export interface ScriptError {
  message: string
  position: number
}

export interface SplitScript<S = Statement> {
  statements: S[]
  error: ScriptError | null
}

let loading: Promise<void> | null = null

/** Loads PostgreSQL's parser. Once before the first `splitScript` or `planSegments`; later calls cost nothing. */
export function loadParser(): Promise<void> {
  loading ??= loadModule()
  return loading
}

/**
 * The statements of a script, in order. When one of them does not parse, all are still listed: the bad ones have
 * `node: null`, and `error` tells about the first.
 */
export function splitScript(sql: string): SplitScript {
  const { statements, error } = parseScript(sql)
  return { statements: statements.map(withoutTree), error }
}

/** The plain statement, which can be stored. */
export function withoutTree(statement: ParsedStatement): Statement {
  const { index, text, start, end, line, node, summary, needsAutocommit, controlsTransaction } = statement
  return { index, text, start, end, line, node, summary, needsAutocommit, controlsTransaction }
}

/** As `splitScript`, with the trees. */
export function parseScript(sql: string): SplitScript<ParsedStatement> {
  return parseScripts([sql])[0] ?? { statements: [], error: null }
}

/** Many scripts as `parseScript` each, in a few calls of the parser. */
export function parseScripts(sqls: readonly string[]): SplitScript<ParsedStatement>[] {
  const texts = sqls.map((sql) => (isReadable(sql) ? withoutMark(sql) : ''))
  const parsed = parseTexts(texts)
  return sqls.map((sql, index) => scriptOf(sql, parsed[index]))
}

function isReadable(sql: string): boolean {
  return !sql.includes('\0')
}

/** The parser takes a byte order mark for a name; PostgreSQL's own psql skips it. */
function withoutMark(sql: string): string {
  return sql.startsWith('\uFEFF') ? sql.slice(1) : sql
}

function scriptOf(sql: string, parsed: ParsedText | undefined): SplitScript<ParsedStatement> {
  if (!isReadable(sql)) {
    const error = { message: 'The script holds a NUL character.', position: sql.indexOf('\0') }
    return { statements: statementsOf(sql, recoverPieces(sql)), error }
  }
  if (!parsed?.ok) {
    const offset = sql.startsWith('\uFEFF') ? 1 : 0
    const { message, position } = parsed ?? { message: '', position: 0 }
    const statements = statementsOf(sql, recoverPieces(sql))
    const told = statements.find(({ error }) => error)?.error
    return { statements, error: told ?? { message, position: position + offset } }
  }
  const text = withoutMark(sql)
  const offset = sql.length - text.length
  const toIndex = byteIndex(text)
  const indexAt = (location: number) => toIndex(location - parsed.base) + offset
  const pieces = parsed.trees.map(({ tree, from, to }): RecoveredPiece => {
    const start = blankEnd(sql, indexAt(from))
    const end = endWithoutComments(sql, start, to === null ? sql.length : indexAt(to))
    return { start, end, tree, error: null, indexAt }
  })
  return { statements: statementsOf(sql, pieces), error: null }
}

function statementsOf(sql: string, pieces: readonly RecoveredPiece[]): ParsedStatement[] {
  const lines = lineCounter(sql)
  const statements: ParsedStatement[] = []
  pieces.forEach((piece, index) => {
    statements.push(statementOf(sql, piece, index, lines(piece.start), statements))
  })
  return statements
}

/** What not everybody reads is computed when it is read. */
function statementOf(
  sql: string,
  { start, end, tree, error, indexAt }: RecoveredPiece,
  index: number,
  line: number,
  all: readonly ParsedStatement[],
): ParsedStatement {
  const text = sql.slice(start, end)
  let summary: string | null = null
  let autocommit: boolean | null = null
  let comments: SqlComment[] | null = null
  return {
    index,
    text,
    start,
    end,
    line,
    node: tree && nodeName(tree),
    get summary() {
      summary ??= tree ? summarize(tree, text) : summarizeText(text)
      return summary
    },
    get needsAutocommit() {
      autocommit ??= tree !== null && needsAutocommit(tree)
      return autocommit
    },
    controlsTransaction: tree !== null && controlsTransaction(tree),
    tree,
    error,
    get comments() {
      comments ??= commentsOf(sql, { start, end, line }, all[index - 1], all[index + 1])
      return comments
    },
    indexAt,
  }
}

/** The parser counts what stands before the semicolon, or before the end of the script, to the statement. */
function endWithoutComments(sql: string, start: number, end: number): number {
  const text = sql.slice(start, end)
  if (!/[\s;]$|--|\*\//.test(text)) return end
  return start + (lexicalSplit(text).at(-1)?.end ?? 0)
}

/** 1-based lines, for offsets that only grow. */
function lineCounter(sql: string): (at: number) => number {
  let line = 1
  let seen = sql.indexOf('\n')
  return (at) => {
    while (seen >= 0 && seen < at) {
      line++
      seen = sql.indexOf('\n', seen + 1)
    }
    return line
  }
}

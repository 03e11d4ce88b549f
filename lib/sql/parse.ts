import { loadModule, type Node, parseSync } from 'libpg-query'
import type { Statement } from '../domain/statement'
import { blankEnd, lexicalSplit } from './lexical-split'
import { nodeName, summarize, summarizeText } from './summary'
import { controlsTransaction, needsAutocommit } from './transactional'

export interface ParsedStatement extends Statement {
  /** The parser's tree; null when it does not parse. */
  tree: Node | null
  /** Why it does not parse, `position` in the script; null: it does. */
  error: ScriptError | null
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
export function withoutTree({ tree, error, indexAt, ...statement }: ParsedStatement): Statement {
  return statement
}

/** As `splitScript`, with the trees. */
export function parseScript(sql: string): SplitScript<ParsedStatement> {
  if (sql.includes('\0')) {
    const error = { message: 'The script holds a NUL character.', position: sql.indexOf('\0') }
    return { statements: pieceStatements(sql, true), error }
  }
  // The parser takes a byte order mark for a name; PostgreSQL's own psql skips it.
  const offset = sql.startsWith('\uFEFF') ? 1 : 0
  const text = sql.slice(offset)
  if (text.trim() === '') return { statements: [], error: null }
  const parsed = tryParse(text)
  if (!parsed.ok) {
    const statements = pieceStatements(sql)
    return { statements, error: { message: parsed.message, position: parsed.position + offset } }
  }
  const toIndex = byteIndex(text)
  const lines = lineCounter(sql)
  const statements = parsed.trees.map(({ tree, from, to }, index) => {
    const start = blankEnd(sql, toIndex(from) + offset)
    const end = endWithoutComments(sql, start, to === null ? sql.length : toIndex(to) + offset)
    const indexAt = (location: number) => toIndex(location) + offset
    return statementOf(sql, { start, end }, { tree, error: null, indexAt }, index, lines)
  })
  return { statements, error: null }
}

interface Located {
  tree: Node
  /** UTF-8 bytes. */
  from: number
  to: number | null
}

type Parsed = { ok: true; trees: Located[] } | { ok: false; message: string; position: number }

function tryParse(text: string): Parsed {
  try {
    const { stmts = [] } = parseSync(text)
    const trees = stmts.map(({ stmt, stmt_location: from = 0, stmt_len: length }) => ({
      tree: stmt as Node,
      from,
      to: length ? from + length : null,
    }))
    return { ok: true, trees }
  } catch (error) {
    const { message, sqlDetails } = error as Error & { sqlDetails?: { cursorPosition: number } }
    // In characters, where a character beyond the basic plane counts once.
    const characters = sqlDetails?.cursorPosition ?? 0
    return { ok: false, message, position: [...text].slice(0, Math.max(0, characters)).join('').length }
  }
}

/** For a script that does not parse whole: cut lexically, then parse each piece, unless the parser cannot take the text. */
function pieceStatements(sql: string, unparsable = false): ParsedStatement[] {
  const lines = lineCounter(sql)
  const pieces = lexicalSplit(sql).flatMap((piece) => {
    if (unparsable || tryParse(sql.slice(piece.start, piece.end)).ok) return [piece]
    // Perhaps a parenthesis that was never closed swallowed what follows.
    const inner = lexicalSplit(sql.slice(piece.start, piece.end), { parentheses: false })
    return inner.map(({ start, end }) => ({ start: start + piece.start, end: end + piece.start }))
  })
  return pieces.map((piece, index) => {
    const text = sql.slice(piece.start, piece.end)
    const parsed: Parsed = unparsable ? notParsed : tryParse(text)
    const tree = parsed.ok && parsed.trees.length === 1 ? (parsed.trees[0]?.tree ?? null) : null
    const message = parsed.ok ? 'These are several statements.' : parsed.message
    const position = piece.start + (parsed.ok ? 0 : parsed.position)
    const toIndex = byteIndex(text)
    const indexAt = (location: number) => piece.start + toIndex(location)
    const error = tree ? null : { message, position }
    return statementOf(sql, piece, { tree, error, indexAt }, index, lines)
  })
}

const notParsed: Parsed = { ok: false, message: 'The script holds a NUL character.', position: 0 }

function statementOf(
  sql: string,
  { start, end }: { start: number; end: number },
  read: Pick<ParsedStatement, 'tree' | 'error' | 'indexAt'>,
  index: number,
  lines: (at: number) => number,
): ParsedStatement {
  const { tree } = read
  const text = sql.slice(start, end)
  return {
    index,
    text,
    start,
    end,
    line: lines(start),
    node: tree && nodeName(tree),
    summary: tree ? summarize(tree, text) : summarizeText(text),
    needsAutocommit: tree !== null && needsAutocommit(tree),
    controlsTransaction: tree !== null && controlsTransaction(tree),
    ...read,
  }
}

/** The parser counts what stands before the semicolon, or before the end of the script, to the statement. */
function endWithoutComments(sql: string, start: number, end: number): number {
  const text = sql.slice(start, end)
  if (!/[\s;]$|--|\*\//.test(text)) return end
  return start + (lexicalSplit(text).at(-1)?.end ?? 0)
}

/** From UTF-8 bytes to UTF-16 indices, for offsets that only grow. */
function byteIndex(text: string): (byte: number) => number {
  const bytes = Buffer.from(text)
  if (bytes.length === text.length) return (byte) => byte
  let lastByte = 0
  let lastIndex = 0
  return (byte) => {
    if (byte < lastByte) {
      lastByte = 0
      lastIndex = 0
    }
    lastIndex += bytes.toString('utf8', lastByte, byte).length
    lastByte = byte
    return lastIndex
  }
}

/** 1-based lines, for offsets that only grow. */
function lineCounter(sql: string): (at: number) => number {
  let line = 1
  let seen = 0
  return (at) => {
    for (; seen < at; seen++) if (sql[seen] === '\n') line++
    return line
  }
}

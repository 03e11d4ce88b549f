import type { Node } from 'libpg-query'
import { blankEnd, tokenEnd } from '../../sql/lexical-split'
import { unquoted } from './unquoted'

export interface Token {
  text: string
  /** UTF-16 offsets into the statement's text. */
  start: number
  end: number
}

/** What a statement must have to be taken apart: `ParsedStatement`, or one made for a test. */
export interface Lexed {
  text: string
  start: number
  indexAt(location: number): number
}

const known = new WeakMap<Lexed, Token[]>()

/** The words, literals and signs of a statement, without comments; each sign by itself: `|`, `|`. */
export function tokensOf(statement: Lexed): Token[] {
  const before = known.get(statement)
  if (before) return before
  const tokens = scan(statement.text)
  known.set(statement, tokens)
  return tokens
}

const knownNames = new WeakMap<Lexed, ReadonlySet<string>>()

/** Every word of a statement as PostgreSQL reads names, whatever it stands for there: many ask whether one is named. */
export function namesIn(statement: Lexed): ReadonlySet<string> {
  const before = knownNames.get(statement)
  if (before) return before
  const names = new Set(tokensOf(statement).map(({ text }) => unquoted(text)))
  knownNames.set(statement, names)
  return names
}

/** The index of the token at a location of the tree; -1: none begins there. */
export function tokenAt(statement: Lexed, location: number): number {
  const at = statement.indexAt(location) - statement.start
  return tokensOf(statement).findIndex(({ start }) => start === at)
}

/** Every location in a tree. */
export function locationsOf(node: Node | object | null | undefined, found: number[] = []): number[] {
  if (!node || typeof node !== 'object') return found
  for (const [name, value] of Object.entries(node)) {
    if (name === 'location' && typeof value === 'number' && value >= 0) found.push(value)
    else if (typeof value === 'object') locationsOf(value, found)
  }
  return found
}

function scan(text: string): Token[] {
  const tokens: Token[] = []
  for (let start = blankEnd(text, 0); start < text.length; ) {
    const end = tokenEnd(text, start)
    tokens.push({ text: text.slice(start, end), start, end })
    start = blankEnd(text, end)
  }
  return tokens
}

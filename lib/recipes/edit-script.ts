import type { RangeVar } from 'libpg-query'
import type { RewrittenPlace } from '../domain/finding'
import { commandTexts } from '../risk/words/commands'
import { nodeOf } from '../sql/node-of'
import { type ParsedStatement, parseScript } from '../sql/parse'

/** Why a script cannot be edited that way. */
export class EditError extends Error {}

/**
 * The script with other SQL at some places. A command of an ALTER TABLE gives way to commands (`ADD COLUMN a int`), to
 * statements of their own, or to nothing; what stands around it stays as it was written. Needs `loadParser()` before.
 * @throws EditError
 */
export function editScript(sql: string, places: readonly RewrittenPlace[]): string {
  const { statements } = parseScript(sql)
  let edited = ''
  let from = 0
  for (const statement of statements) {
    const own = places.filter((place) => place.statement === statement.index)
    if (own.length === 0) continue
    const text = editStatement(statement, own)
    const before = sql.slice(from, statement.start)
    if (text === '') {
      edited += withoutStepComment(before)
      from = afterSemicolon(sql, statement.end)
    } else {
      edited += before + text
      from = statement.end
    }
  }
  return tidy(edited + sql.slice(from))
}

function editStatement(statement: ParsedStatement, places: RewrittenPlace[]): string {
  const whole = places.find(({ command }) => command === null)
  if (whole) {
    if (places.length > 1) throw new EditError('its commands are rewritten, too')
    return statementsOf(whole.instead)
  }
  return editCommands(statement, places)
}

function editCommands(statement: ParsedStatement, places: RewrittenPlace[]): string {
  const alter = statement.tree && nodeOf(statement.tree, 'AlterTableStmt')
  const texts = alter?.relation ? commandTexts(statement, alter.relation.location ?? 0) : []
  const first = texts[0]
  if (!alter || !first || texts.length !== alter.cmds?.length)
    throw new EditError('its commands cannot be told apart')
  const head = statement.text.slice(0, first.start - statement.start)
  const parts: { command: boolean; text: string }[] = []
  texts.forEach(({ text }, index) => {
    const place = places.find(({ command }) => command === index)
    if (!place) parts.push({ command: true, text })
    else parts.push(...insteadOf(place.instead, alter.relation as RangeVar, head))
  })
  const written: string[] = []
  let open: string[] = []
  const close = () => {
    if (open.length > 0) written.push(head + open.join(',\n'))
    open = []
  }
  for (const { command, text } of parts) {
    if (command) open.push(text)
    else {
      close()
      written.push(text)
    }
  }
  close()
  return written.join(';\n')
}

/** Commands are kept with those around them, statements stand by themselves. */
function insteadOf(instead: string, _relation: RangeVar, head: string): { command: boolean; text: string }[] {
  const text = instead.trim().replace(/;$/, '')
  if (text === '') return []
  if (parses(text)) return [{ command: false, text }]
  const { statements, error } = parseScript(head + text)
  const [only] = statements
  if (error || statements.length !== 1 || !only) throw new EditError(`“${text}” is no SQL: ${error?.message}`)
  // RENAME is the one command that has an ALTER TABLE to itself.
  return only.node === 'AlterTableStmt' ? [{ command: true, text }] : [{ command: false, text: head + text }]
}

function statementsOf(instead: string): string {
  const text = instead.trim().replace(/;$/, '')
  if (text !== '' && !parses(text)) throw new EditError(`“${text}” is no statement`)
  return text
}

function parses(text: string): boolean {
  return parseScript(text).error === null
}

function afterSemicolon(sql: string, end: number): number {
  const match = /^\s*;[ \t]*\n?/.exec(sql.slice(end))
  return end + (match?.[0].length ?? 0)
}

/** `-- DropIndex`, as Prisma writes it above what it does. */
function withoutStepComment(before: string): string {
  return before.replace(/(^|\n)--[ \t]*(?:Drop|Create|Alter|Add|Rename|Redefine)[A-Z]\w+[ \t]*\n\s*$/, '$1')
}

function tidy(sql: string): string {
  return `${sql.replace(/\n{3,}/g, '\n\n').trim()}\n`
}

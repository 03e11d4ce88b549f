import type { Constraint } from 'libpg-query'
import type { StatementAt } from '../rule'
import { tokensOf } from '../words/tokens'
import type { AddedColumn } from './added-columns'

/** A new column as it was written, taken apart. */
export interface ColumnText {
  /** Its name and type: `note text COLLATE "C"`. */
  base: string
  /** Each with the attributes that follow it, as DEFERRABLE. */
  constraints: { constraint: Constraint; text: string }[]
}

/** Null: it cannot be taken apart. */
export function columnText({ statement }: StatementAt, added: AddedColumn): ColumnText | null {
  const whole = added.text()
  const { location, collClause } = added.definition
  if (whole === null || location === undefined) return null
  const from = statement.indexAt(location) - statement.start
  const commandEnd = statement.text.indexOf(whole, 0) < 0 ? -1 : endOfCommand(statement.text, whole, from)
  if (commandEnd < 0) return null
  const own = added.constraints.filter(({ contype }) => !isAttribute(contype))
  const places = own.map((constraint) => statement.indexAt(constraint.location ?? 0) - statement.start)
  const collation = collClause ? statement.indexAt(collClause.location ?? 0) - statement.start : -1
  if (places.some((place) => place < from) || (places[0] !== undefined && collation > places[0])) return null
  const tokens = tokensOf(statement)
  const cut = (start: number, end: number) => {
    const inside = tokens.filter((token) => token.start >= start && token.end <= end)
    return statement.text.slice(inside[0]?.start ?? start, inside.at(-1)?.end ?? start)
  }
  return {
    base: cut(from, places[0] ?? commandEnd),
    constraints: own.map((constraint, index) => ({
      constraint,
      text: cut(places[index] ?? from, places[index + 1] ?? commandEnd),
    })),
  }
}

/** What the parser keeps beside the constraint that it belongs to. */
function isAttribute(contype: Constraint['contype']): boolean {
  return contype?.startsWith('CONSTR_ATTR_') ?? false
}

/** The command that the column is in: its text may stand there twice. */
function endOfCommand(statement: string, command: string, column: number): number {
  for (let at = statement.indexOf(command); at >= 0; at = statement.indexOf(command, at + 1)) {
    if (at <= column && column < at + command.length) return at + command.length
  }
  return -1
}

/** The column without some of its constraints: `ADD COLUMN note text DEFAULT 'x'`. */
export function addWithout(column: ColumnText, dropped: readonly Constraint[]): string {
  const kept = column.constraints.filter(({ constraint }) => !dropped.includes(constraint))
  return ['ADD COLUMN', column.base, ...kept.map(({ text }) => text)].join(' ')
}

/** A column's constraint without its name: `CHECK (a > 0)` of `CONSTRAINT c CHECK (a > 0)`. */
export function withoutName(text: string): string {
  return text.replace(/^CONSTRAINT\s+("(?:[^"]|"")+"|[^\s"]+)\s+/i, '')
}

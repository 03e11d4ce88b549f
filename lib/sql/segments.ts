import type { Node } from 'libpg-query'
import type { ExecutionMode, Segment } from '../domain/plan'
import type { Statement } from '../domain/statement'
import { namesOf } from './names'
import { nodeOf } from './node-of'
import { type ParsedStatement, parseScript, type ScriptError, withoutTree } from './parse'
import { scriptNotes } from './script-notes'
import { stripTransactionControl } from './transaction-control'

export interface SegmentPlan {
  mode: ExecutionMode
  statements: Statement[]
  /** Statements that are in no segment are not run; the notes say which and why. */
  segments: Segment[]
  notes: string[]
}

/**
 * How a script is executed: in one transaction where that is possible, otherwise in segments that commit one by one.
 * A script that does not parse becomes one statement (`node: null`), to be sent whole by the simple protocol.
 */
export function planSegments(sql: string): SegmentPlan {
  const { statements, error } = parseScript(sql)
  if (error) return sentWhole(sql, statements, error)
  const { run, notes } = stripTransactionControl(statements)
  const { segments, enumNotes } = cut(run)
  const atomic = segments.every((segment) => segment.transaction) && segments.length <= 1
  return {
    mode: atomic ? 'atomic' : 'stepwise',
    statements: statements.map(withoutTree),
    segments,
    notes: [...notes, ...enumNotes, ...stepwiseNotes(run, atomic), ...scriptNotes(run, atomic)],
  }
}

/** As `planSegments` cuts them, for statements that all parse. */
export function segmentsOf(statements: readonly ParsedStatement[]): Segment[] {
  return cut(stripTransactionControl([...statements]).run).segments
}

function cut(statements: ParsedStatement[]): { segments: Segment[]; enumNotes: string[] } {
  const segments: Segment[] = []
  const enumNotes: string[] = []
  let open: number[] = []
  let created = new Set<string>()
  let added: AddedValue[] = []
  const commit = () => {
    if (open.length > 0) segments.push({ transaction: true, statements: open })
    open = []
    created = new Set()
    added = []
  }
  for (const statement of statements) {
    if (statement.needsAutocommit) {
      commit()
      segments.push({ transaction: false, statements: [statement.index] })
      continue
    }
    const used = added.find(({ value }) => statement.text.includes(literal(value)))
    if (used) {
      enumNotes.push(
        `The new enum value ${used.value} (line ${used.line}) is used on line ${statement.line}: PostgreSQL ${used.ofNewType ? 'before 17 ' : ''}wants it committed before.`,
      )
      commit()
    }
    open.push(statement.index)
    if (!statement.tree) continue
    const type = createdEnum(statement.tree)
    if (type) created.add(type)
    const value = addedValue(statement.tree, created)
    if (value) added.push({ ...value, line: statement.line })
  }
  commit()
  return { segments, enumNotes }
}

function createdEnum(tree: Node): string | null {
  const statement = nodeOf(tree, 'CreateEnumStmt')
  return statement ? namesOf(statement.typeName) : null
}

interface AddedValue {
  value: string
  line: number
  /** Of a type that the same transaction created: from 17 on it may be used at once, before that not. */
  ofNewType: boolean
}

function addedValue(tree: Node, created: Set<string>): Omit<AddedValue, 'line'> | null {
  const statement = nodeOf(tree, 'AlterEnumStmt')
  if (!statement?.newVal || statement.oldVal) return null
  return { value: statement.newVal, ofNewType: created.has(namesOf(statement.typeName)) }
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

function stepwiseNotes(statements: ParsedStatement[], atomic: boolean): string[] {
  const alone = statements.filter((statement) => statement.needsAutocommit)
  if (atomic || alone.length === 0) return []
  const named = alone.map(({ summary, line }) => `${summary} (line ${line})`).join('; ')
  return [`Cannot run inside a transaction, so what comes before it stays if it fails: ${named}.`]
}

function sentWhole(sql: string, pieces: ParsedStatement[], error: ScriptError): SegmentPlan {
  const line = sql.slice(0, error.position).split('\n').length
  const ends = pieces.some(
    (piece) =>
      piece.controlsTransaction ||
      (!piece.node && /^(begin|start|commit|end|rollback|abort)\b/i.test(piece.text)),
  )
  const statement: Statement = {
    index: 0,
    text: sql,
    start: 0,
    end: sql.length,
    line: 1,
    node: null,
    summary: 'The whole script, as it is',
    needsAutocommit: false,
    controlsTransaction: ends,
  }
  const notes = [
    `The script does not parse (line ${line}: ${error.message}), so it is sent whole, without progress statement by statement.`,
    ends
      ? 'It controls transactions by itself: what it commits stays, even if a later part fails.'
      : 'It runs in one transaction: a failure takes all of it back.',
  ]
  return {
    mode: ends ? 'stepwise' : 'atomic',
    statements: [statement],
    segments: [{ transaction: !ends, statements: [0] }],
    notes,
  }
}

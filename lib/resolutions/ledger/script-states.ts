import { type Database, DatabaseError, type Session } from '../../databases/database'
import { readFacts, type SchemaFacts } from '../../databases/postgres/definitions/facts'
import type { Catalog } from '../../domain/catalog'
import type { DatabaseErrorInfo } from '../../domain/database-error'
import type { Statement } from '../../domain/statement'
import { planSegments } from '../../sql/segments'
import { onlyTouchesRows } from './touches-rows'

/** A script as it is walked through. */
export interface Walk {
  /** Those that run, in order: BEGIN and COMMIT are none of them. */
  statements: Statement[]
  /** Of each statement: which transaction it is in, or null where each commits by itself. */
  transactions: (number | null)[]
}

/** What a script builds, statement by statement. */
export interface ScriptStates extends Walk {
  /** `states[k]`: the schema after k statements. Shorter than the script where an empty copy refuses one. */
  states: Catalog[]
  /** What `states[0]` does not tell and writing it needs. */
  facts: SchemaFacts
  /** The statement (a position in `statements`) that an empty copy refuses as well. */
  refused: { at: number; error: DatabaseErrorInfo } | null
}

/** The statements of a script that a deploy runs, in order. */
export function runningStatements(sql: string): Statement[] {
  const { statements, segments } = planSegments(sql)
  return segments.flatMap((segment) => segment.statements).flatMap((index) => statements[index] ?? [])
}

/** The script with each statement committed by itself, or with the transactions in which a deploy runs it. */
export function walkOf(sql: string, together: boolean): Walk {
  const { segments } = planSegments(sql)
  const transactions = segments.flatMap(({ transaction, statements }, index) =>
    statements.map(() => (together && transaction ? index : null)),
  )
  return { statements: runningStatements(sql), transactions }
}

/** Runs a script on a scratch database and reads the schema after each statement. */
export async function walkScript(database: Database, session: Session, walk: Walk): Promise<ScriptStates> {
  const { statements } = walk
  const reader = database.catalogReader(session)
  let state = await reader.read()
  const states = [state]
  const facts = await readFacts(session)
  for (let at = 0; at < statements.length; ) {
    const rows = await rowsAtOnce(session, walk, at)
    for (let done = 0; done < rows; done++) states.push(state)
    at += rows
    const statement = statements[at]
    if (rows > 0 || !statement) continue
    const error = await refusal(session, walk, at)
    if (error) return { ...walk, states, facts, refused: { at, error } }
    if (!onlyTouchesRows(statement)) state = await reader.read()
    states.push(state)
    at += 1
  }
  const error = await ended(session, walk, statements.length)
  return { ...walk, states, facts, refused: error && { at: statements.length - 1, error } }
}

/**
 * Runs statements that change rows alone in one message, as scripts that bring data have thousands of them. Resolves to
 * how many; none where one of them fails, so that they have to be run one by one.
 */
async function rowsAtOnce(
  session: Session,
  { statements, transactions }: Walk,
  from: number,
): Promise<number> {
  if (transactions[from] !== null) return 0
  let to = from
  while (to < from + 500 && statements[to] && onlyTouchesRows(statements[to] as Statement)) to++
  if (to - from < 2) return 0
  const texts = statements.slice(from, to).map(({ text }) => text)
  try {
    await session.script(texts.join(';\n'))
    return texts.length
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await session.script('ROLLBACK')
    return 0
  }
}

/** Runs the first `count` statements. Throws `DatabaseError`. */
export async function runPrefix(session: Session, walk: Walk, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const error = await refusal(session, walk, at)
    if (error) throw new DatabaseError(error)
  }
  const error = await ended(session, walk, count)
  if (error) throw new DatabaseError(error)
}

/** Runs the statement at this position, and begins or ends the transaction around it. */
async function refusal(session: Session, walk: Walk, at: number): Promise<DatabaseErrorInfo | null> {
  const { statements, transactions } = walk
  const mine = transactions[at] ?? null
  const begins = mine !== (transactions[at - 1] ?? null)
  const failed = begins ? await ended(session, walk, at) : null
  if (failed) return failed
  try {
    if (begins && mine !== null) await session.script('BEGIN')
    await session.script(statements[at]?.text ?? '')
    return null
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await session.script('ROLLBACK')
    // 25P01: SAVEPOINT, LOCK and their like want a transaction around them, and build nothing.
    return mine === null && error.info.sqlstate === '25P01' ? null : error.info
  }
}

/** Commits the transaction that the statement before this position was in. */
async function ended(
  session: Session,
  { transactions }: Walk,
  at: number,
): Promise<DatabaseErrorInfo | null> {
  if ((transactions[at - 1] ?? null) === null) return null
  try {
    await session.script('COMMIT')
    return null
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return error.info
  }
}

/** Catalog keys that the script changes anywhere on its way. */
export function touchedKeys(states: Catalog[]): Set<string> {
  const touched = new Set<string>()
  for (let k = 1; k < states.length; k++) {
    const [before, after] = [states[k - 1] ?? {}, states[k] ?? {}]
    if (before === after) continue
    for (const key in after) if (before[key] !== after[key]) touched.add(key)
    for (const key in before) if (!(key in after)) touched.add(key)
  }
  return touched
}

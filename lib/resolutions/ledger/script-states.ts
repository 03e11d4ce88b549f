import { type Database, DatabaseError, type Session } from '../../databases/database'
import { readFacts, type SchemaFacts } from '../../databases/postgres/definitions/facts'
import type { Catalog } from '../../domain/catalog'
import type { DatabaseErrorInfo } from '../../domain/database-error'
import type { Statement } from '../../domain/statement'
import { planSegments } from '../../sql/segments'
import { onlyTouchesRows } from './touches-rows'

/** What a script builds, statement by statement. */
export interface ScriptStates {
  /** Those that run, in order: BEGIN and COMMIT are none of them. */
  statements: Statement[]
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

/** Runs a script on a scratch database, each statement committed by itself, and reads the schema after each. */
export async function walkScript(database: Database, session: Session, sql: string): Promise<ScriptStates> {
  const statements = runningStatements(sql)
  const reader = database.catalogReader(session)
  let state = await reader.read()
  const states = [state]
  const facts = await readFacts(session)
  for (let at = 0; at < statements.length; ) {
    const rows = await rowsAtOnce(session, statements, at)
    for (let done = 0; done < rows; done++) states.push(state)
    at += rows
    const statement = statements[at]
    if (rows > 0 || !statement) continue
    const error = await refusal(session, statement)
    if (error) return { statements, states, facts, refused: { at, error } }
    if (!onlyTouchesRows(statement)) state = await reader.read()
    states.push(state)
    at += 1
  }
  return { statements, states, facts, refused: null }
}

/**
 * Runs statements that change rows alone in one message, as scripts that bring data have thousands of them. Resolves to
 * how many; none where one of them fails, so that they have to be run one by one.
 */
async function rowsAtOnce(session: Session, statements: Statement[], from: number): Promise<number> {
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

/** Runs the first `count` statements, each committed by itself. Throws `DatabaseError`. */
export async function runPrefix(session: Session, statements: Statement[], count: number): Promise<void> {
  for (const statement of statements.slice(0, count)) {
    const error = await refusal(session, statement)
    if (error) throw new DatabaseError(error)
  }
}

async function refusal(session: Session, statement: Statement): Promise<DatabaseErrorInfo | null> {
  try {
    await session.script(statement.text)
    return null
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await session.script('ROLLBACK')
    // 25P01: SAVEPOINT, LOCK and their like want a transaction around them, and build nothing.
    return error.info.sqlstate === '25P01' ? null : error.info
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

import { DatabaseError } from '../databases/database'
import type { LockHolder } from '../domain/database-error'
import type { StepDetail } from '../domain/run'
import type { Statement } from '../domain/statement'
import type { Applying } from './applying'
import { describeHolders } from './holder-words'
import { ConnectionLostError } from './ports'
import { isConnectionLoss } from './retry'

/** A statement that the database refused, with who was in its way when it was. */
export class StatementRefused extends Error {
  constructor(
    readonly statement: Statement,
    readonly database: DatabaseError,
    readonly holders: LockHolder[],
    readonly durationMs: number,
    /** Those who waited behind it, where it was stopped for their sake. */
    readonly crowd: LockHolder[] | null = null,
  ) {
    super(database.message)
    this.name = 'StatementRefused'
  }
}

/** The run was asked to stop; nothing was sent. */
export class StopAsked extends Error {
  constructor() {
    super('The run was asked to stop.')
    this.name = 'StopAsked'
  }
}

/**
 * Sends one statement as it stands in the approved script, watched. The simple protocol takes it byte for byte.
 * Resolves to what its step has to say.
 * @throws StatementRefused, StopAsked, ConnectionLostError
 */
export async function runStatement(
  { session, watcher, clock, observe }: Applying,
  statement: Statement,
  position: number,
): Promise<StepDetail> {
  if (watcher.stopping.aborted) throw new StopAsked()
  await observe?.before(session, statement, position)
  const started = clock.now().getTime()
  const otherwise = readOtherwise(session, statement.text)
  if (otherwise) throw new StatementRefused(statement, otherwise, [], 0)
  // It was stopped for their sake a moment too late, when the statement before had ended.
  if (watcher.crowd) throw new StatementRefused(statement, madeWay, [], 0, watcher.crowd)
  watcher.attend(position)
  try {
    const { rowCount } = await session.script(statement.text)
    const durationMs = clock.now().getTime() - started
    const holders = watcher.leave()
    await observe?.after(session, statement, position, { rows: rowCount })
    return { durationMs, rows: rowCount, ...waitsOf(holders, watcher.heldUp) }
  } catch (error) {
    const holders = watcher.leave()
    if (isConnectionLoss(error, session)) throw new ConnectionLostError(error)
    if (!(error instanceof DatabaseError)) throw error
    const durationMs = clock.now().getTime() - started
    await observe?.after(session, statement, position, { rows: null, error: error.message })
    const crowd = error.info.sqlstate === '57014' ? watcher.crowd : null
    throw new StatementRefused(statement, error, holders, durationMs, crowd)
  }
}

const madeWay = new DatabaseError({ sqlstate: '57014', message: 'It made way for the sessions behind it' })

/** Both sides of its locks, as they were while it ran. */
function waitsOf(holders: LockHolder[], heldUp: LockHolder[]): StepDetail {
  if (holders.length === 0 && heldUp.length === 0) return {}
  const count = heldUp.length === 1 ? '1 session' : `${heldUp.length} sessions`
  const notes = [
    ...(holders.length > 0 ? [`Waited for ${describeHolders(holders)}`] : []),
    ...(heldUp.length > 0 ? [`Held up ${count}: ${describeHolders(heldUp.slice(0, 3))}`] : []),
  ]
  return { holders, blocked: [], notes }
}

/**
 * A script that changes how the server reads texts could have it see statements where the reviewers saw a string:
 * what would be read otherwise than it was approved is not sent.
 */
function readOtherwise({ lexical }: Applying['session'], text: string): DatabaseError | null {
  const refused = (sqlstate: string, setting: string) => {
    const message = `The script changed ${setting}: the server would read this statement otherwise than it was approved`
    return new DatabaseError({ sqlstate, message })
  }
  if (!lexical.conformingStrings && text.includes('\\'))
    return refused('22P06', 'standard_conforming_strings')
  if (!lexical.utf8 && /[^\0-\x7f]/.test(text)) return refused('22021', 'client_encoding')
  return null
}

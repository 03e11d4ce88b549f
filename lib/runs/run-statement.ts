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
  watcher.attend(position)
  try {
    const { rowCount } = await session.script(statement.text)
    const durationMs = clock.now().getTime() - started
    const holders = watcher.leave()
    await observe?.after(session, statement, position, { rows: rowCount })
    const waited = holders.length > 0 && { holders, notes: [`Waited for ${describeHolders(holders)}`] }
    return { durationMs, rows: rowCount, ...waited }
  } catch (error) {
    const holders = watcher.leave()
    if (isConnectionLoss(error, session)) throw new ConnectionLostError(error)
    if (!(error instanceof DatabaseError)) throw error
    const durationMs = clock.now().getTime() - started
    await observe?.after(session, statement, position, { rows: null, error: error.message })
    throw new StatementRefused(statement, error, holders, durationMs)
  }
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

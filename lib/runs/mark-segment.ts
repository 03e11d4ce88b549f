import type { Session } from '../databases/database'
import { countStepsSql } from '../engines/prisma/ledger'

/** The ledger's row of the migration that runs, or its transaction, is not there any more. */
export class MarkRefused extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'MarkRefused'
  }
}

/**
 * Counts one more segment as done in the migration's own row, and commits: together with the segment where that is in a
 * transaction. Whether a segment committed is then answered by the database, and by nobody's memory. The role that the
 * script has taken is put aside for it, and is there again afterwards.
 * @throws MarkRefused, DatabaseError
 */
export async function markSegment(
  session: Session,
  row: { schema: string; id: string },
  done: number,
): Promise<void> {
  const { rowCount } = await session.script(
    [
      ...(session.inTransaction ? [] : ['BEGIN']),
      'SET LOCAL SESSION AUTHORIZATION DEFAULT',
      'SET LOCAL ROLE NONE',
      countStepsSql(row.schema, row.id, done),
    ].join(';'),
  )
  if (rowCount !== 1) throw new MarkRefused('Its unfinished row in the ledger is gone.')
  const { commands } = await session.script('COMMIT')
  if (commands.at(-1)?.tag !== 'COMMIT')
    throw new MarkRefused('The server took it back instead of committing it.')
}

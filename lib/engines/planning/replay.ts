import { DatabaseError, type Session } from '../../databases/database'
import type { MigrationFile } from '../../domain/migration'
import type { PlannedMigration } from '../../domain/plan'
import { planSegments } from '../../sql/segments'

/** A migration of the history that an empty database refused. */
export class ReplayError extends Error {
  constructor(
    readonly migration: string,
    override readonly cause: DatabaseError,
  ) {
    super(`${migration}: ${cause.message}`)
    this.name = 'ReplayError'
  }
}

/**
 * Applies scripts to a scratch database the way a deploy would, without a ledger. A script that fits one transaction
 * goes over in one piece; only what must stand alone is sent by itself.
 * @throws ReplayError
 */
export async function replay(session: Session, migrations: MigrationFile[]): Promise<void> {
  for (const migration of migrations) {
    await replayOne(session, {
      name: migration.name,
      sql: migration.sql,
      ...planSegments(migration.sql),
    })
  }
}

export async function replayOne(
  session: Session,
  migration: Pick<PlannedMigration, 'name' | 'sql' | 'mode' | 'segments' | 'statements'>,
): Promise<void> {
  try {
    const { rows } = await session.query<{ path: string }>(`SELECT current_setting('search_path') AS path`)
    for (const piece of piecesOf(migration)) await session.script(piece)
    // A script may have left settings behind that would change how the next one is read (search_path, role). The
    // search path is the connection string's, which RESET ALL does not know.
    await session.script('RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL')
    await session.query(`SELECT pg_catalog.set_config('search_path', $1, false)`, [rows[0]?.path ?? 'public'])
  } catch (error) {
    if (error instanceof DatabaseError) throw new ReplayError(migration.name, error)
    throw error
  }
}

function piecesOf(migration: Pick<PlannedMigration, 'sql' | 'segments' | 'statements'>): string[] {
  if (migration.statements.length === 0) return []
  return migration.segments.map((segment) => {
    const texts = segment.statements.map((index) => migration.statements[index]?.text ?? '')
    const body = texts.join(';\n')
    return segment.transaction ? `BEGIN;\n${body};\nCOMMIT` : body
  })
}

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

type Script = Pick<PlannedMigration, 'name' | 'sql' | 'mode' | 'segments' | 'statements'>

/**
 * Applies scripts to a scratch database the way a deploy would, without a ledger. A script that fits one transaction
 * goes over in one piece; only what must stand alone is sent by itself.
 * @throws ReplayError
 */
export async function replay(session: Session, migrations: MigrationFile[]): Promise<void> {
  for (const migration of migrations) {
    const { name, sql } = migration
    await replayOne(session, { name, sql, ...planSegments(sql) })
  }
}

export async function replayOne(session: Session, migration: Script): Promise<void> {
  try {
    const reset = await resetOf(session)
    for (const piece of piecesOf(migration, reset)) await session.script(piece)
  } catch (error) {
    if (error instanceof DatabaseError) throw new ReplayError(migration.name, error)
    throw error
  }
}

const resets = new WeakMap<Session, string>()

/**
 * A script may leave settings behind that would change how the next one is read (search_path, role). The search path is
 * the connection string's, which RESET ALL does not know: what it is before the session's first script.
 */
async function resetOf(session: Session): Promise<string> {
  const known = resets.get(session)
  if (known !== undefined) return known
  const { rows } = await session.query<{ path: string }>(`SELECT current_setting('search_path') AS path`)
  const path = (rows[0]?.path ?? 'public').replaceAll("'", "''")
  const reset = `RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL;
SELECT pg_catalog.set_config('search_path', '${path}', false)`
  resets.set(session, reset)
  return reset
}

function piecesOf(migration: Script, reset: string): string[] {
  if (migration.statements.length === 0) return []
  const pieces = migration.segments.map((segment) => {
    const texts = segment.statements.map((index) => migration.statements[index]?.text ?? '')
    const body = texts.join(';\n')
    return { alone: !segment.transaction, text: segment.transaction ? `BEGIN;\n${body}\n;COMMIT` : body }
  })
  // What stands alone must, and the rest saves a message.
  const last = pieces.at(-1)
  if (!last || last.alone) return [...pieces.map(({ text }) => text), reset]
  return [...pieces.slice(0, -1).map(({ text }) => text), `${last.text};\n${reset}`]
}

import { DatabaseError, type Session } from '../../databases/database'
import type { MigrationFile } from '../../domain/migration'
import type { PlannedMigration } from '../../domain/plan'
import { isOfKind } from '../../domain/same-kind'
import { planSegments } from '../../sql/segments'

/** A migration of the history that an empty database refused. */
export class ReplayError extends Error {
  static override [Symbol.hasInstance](error: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass where one is asked about
    return isOfKind(error, this, { name: 'ReplayError', is: ReplayError })
  }

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

/** `afterSegment` is called once what a segment did has committed, and must leave the session as it is. */
export async function replayOne(
  session: Session,
  migration: Script,
  afterSegment: (segment: number) => Promise<void> = async () => {},
): Promise<void> {
  let sent: Piece | null = null
  try {
    const reset = await resetOf(session)
    for (const [at, piece] of piecesOf(migration, reset).entries()) {
      sent = piece
      await session.script(piece.text)
      if (at < migration.segments.length) await afterSegment(at)
    }
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    throw new ReplayError(migration.name, sent ? inScript(error, migration, sent) : error)
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

interface Piece {
  text: string
  /** The statements in it, and how many characters stand before the first. */
  statements: number[]
  before: number
}

const begin = 'BEGIN;\n'
const between = ';\n'

function piecesOf(migration: Script, reset: string): Piece[] {
  if (migration.statements.length === 0) return []
  const pieces = migration.segments.map(({ transaction, statements }) => {
    const body = statements.map((index) => migration.statements[index]?.text ?? '').join(between)
    if (!transaction) return { alone: true, text: body, statements, before: 0 }
    return { alone: false, text: `${begin}${body}\n;COMMIT`, statements, before: begin.length }
  })
  // What stands alone must, and the rest saves a message.
  const last = pieces.at(-1)
  if (!last || last.alone) return [...pieces, { text: reset, statements: [], before: 0 }]
  return [...pieces.slice(0, -1), { ...last, text: `${last.text};\n${reset}` }]
}

/** The error with its position counted in the script, as its author sees it, and not in what was sent. */
function inScript(error: DatabaseError, { sql, statements }: Script, sent: Piece): DatabaseError {
  const { position, ...info } = error.info
  if (position === undefined) return error
  let rest = position - sent.before
  for (const index of sent.statements) {
    const statement = statements[index]
    if (!statement) break
    // PostgreSQL counts characters, not UTF-16 units.
    const length = [...statement.text].length
    if (rest >= 1 && rest <= length + 1) {
      const earlier = [...sql.slice(0, statement.start)].length
      return new DatabaseError({ ...info, position: earlier + rest })
    }
    rest -= length + between.length
  }
  return new DatabaseError(info)
}

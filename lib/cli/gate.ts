import type { ConnectedLocal } from '../composition/local'
import type { Session } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import type { GateMark } from '../domain/mark'

/** The server that guards this database, as the database itself tells. */
export async function readGate({ database }: ConnectedLocal, session: Session): Promise<GateMark | null> {
  return (await database.readMarks(session)).gate
}

/**
 * Keeps a terminal out of a guarded database unless a reason is given, which the server then shows in its timeline.
 * Resolves to the reason, null where there is no gate to pass. Fails with `gated`.
 */
export function passGate(gate: GateMark | null, reason: unknown): Result<string | null> {
  if (gate === null) return ok(null)
  if (typeof reason === 'string' && reason.trim() !== '') return ok(reason.trim())
  return fail(
    'gated',
    `${gate.server} has guarded it since ${gate.since.slice(0, 10)}, as ${gate.environment} of ${gate.project}.`,
    { server: gate.server, project: gate.project, environment: gate.environment },
  )
}

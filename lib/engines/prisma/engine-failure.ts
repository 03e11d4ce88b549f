import { fail, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { scriptFailure } from '../script-failure'
import type { EngineProblem } from './worker'

/** Turns what a call came to into the one failure that it is. The database's own error says more than the engine. */
export function engineFailure(problem: EngineProblem, migrations: MigrationFile[]): Result<never> {
  const { failure, original } = problem
  if (failure !== null) return { ok: false, failure }
  const words = withoutTrace(problem.message)
  if (original === null)
    return fail('engine_failed', words, problem.code === null ? {} : { code: problem.code })
  const { info, sql } = original
  const migration = migrations.find((each) => each.sql === sql)
  if (migration) return scriptFailure(migration.name, info)
  if (info.sqlstate === null) return fail('connection_lost', info.message, { database: info })
  if (info.sqlstate === '55P03') {
    return fail('locked_by_other', 'The lock was not granted in time.', { database: info })
  }
  return fail('database_error', `${info.message} (${info.sqlstate})`, { database: info })
}

/** The engine appends where in its own source it was. */
function withoutTrace(message: string): string {
  return message.replace(/\n\s*\d+: [\w:]+[\s\S]*$/, '').trim()
}

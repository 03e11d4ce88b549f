import { ok, type Result } from '../domain/failure'
import { defaultPolicies } from '../domain/policy'
import { readDuration } from './duration-option'

/** The limits of a run's session, in milliseconds. */
export interface Guards {
  lockTimeoutMs: number
  statementTimeoutMs: number
}

/** `--lock-timeout` and `--statement-timeout`. Fails with `usage_wrong`. */
export function readGuards(values: Record<string, unknown>): Result<Guards> {
  const { lockTimeoutMs, statementTimeoutMs } = defaultPolicies.development
  const lock = readDuration('lock-timeout', values['lock-timeout'], lockTimeoutMs, {
    least: 100,
    most: 600_000,
  })
  if (!lock.ok) return lock
  const statement = readDuration('statement-timeout', values['statement-timeout'], statementTimeoutMs, {
    least: 0,
    most: 24 * 3_600_000,
  })
  if (!statement.ok) return statement
  return ok({ lockTimeoutMs: lock.value, statementTimeoutMs: statement.value })
}

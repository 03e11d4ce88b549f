import { DatabaseError } from '../databases/database'
import { type Failure, FailureError, fail } from '../domain/failure'
import { redact } from '../domain/redact'
import { type ExitCode, exitCodes } from './exit-codes'
import { failureNext } from './failure-next'
import type { Paint } from './paint'

/** What `--json` prints when a command could not do its work. */
export interface FailureAnswer {
  ok: false
  failure: Failure
  /** What to do now. */
  next: string
}

export function failureAnswer(failure: Failure): FailureAnswer {
  const { next: _, ...meta } = failure.meta
  const shown = JSON.parse(redact(JSON.stringify({ ...failure, meta })))
  return { ok: false, failure: shown, next: failureNext(failure) }
}

export function failureText({ failure, next }: FailureAnswer, paint: Paint): string {
  return [paint.red(paint.bold(failure.what)), failure.why, '', `${paint.bold('Next:')} ${next}`].join('\n')
}

export function exitOfFailure({ code }: Failure): ExitCode {
  if (code === 'usage_wrong') return exitCodes.usage
  if (code === 'run_cancelled') return exitCodes.stopped
  return code === 'gated' || code === 'history_needs_attention' ? exitCodes.attention : exitCodes.error
}

export function asFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure
  if (error instanceof DatabaseError) return databaseFailure(error)
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return fail('internal_error', redact(message), {
    next: 'Try again; when it stays, report the message above with the command line.',
  }).failure
}

/** What the server said is for whoever looks after it; where in the program it was met is not. */
function databaseFailure({ info: { message, sqlstate } }: DatabaseError): Failure {
  return fail('database_error', redact(`${message}${sqlstate ? ` (${sqlstate})` : ''}`)).failure
}

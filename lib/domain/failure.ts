import type { DatabaseErrorInfo, LockHolder } from './database-error'
import { failureTexts } from './failure-texts'
import { isOfKind } from './same-kind'

export type FailureCode = keyof typeof failureTexts

export interface FailureMeta {
  database?: DatabaseErrorInfo
  holders?: LockHolder[]
  [key: string]: unknown
}

/** An expected failure: what happened, why, and what to do next. Never holds a password or a connection string. */
export interface Failure {
  code: FailureCode
  what: string
  why: string
  fix: string
  meta: FailureMeta
}

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure }

export function ok(): Result<void>
export function ok<T>(value: T): Result<T>
export function ok<T>(value?: T): Result<T | undefined> {
  return { ok: true, value }
}

/** Builds a failure from its text; `why` is the particular cause, the rest comes from the one list of texts. */
export function fail(
  code: FailureCode,
  why: string,
  meta: FailureMeta = {},
): { ok: false; failure: Failure } {
  const text = failureTexts[code]
  return { ok: false, failure: { code, what: text.what, why, fix: text.fix, meta } }
}

/** Carries a failure through code that can only throw (a transaction callback, a worker). */
export class FailureError extends Error {
  static override [Symbol.hasInstance](error: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the subclass where one is asked about
    return isOfKind(error, this, { name: 'FailureError', is: FailureError })
  }

  constructor(readonly failure: Failure) {
    super(`${failure.what} ${failure.why}`)
    this.name = 'FailureError'
  }
}

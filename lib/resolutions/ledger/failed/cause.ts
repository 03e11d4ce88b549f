import type { FailedCase } from './failed-case'

/** The error that stopped it, as an addition to a sentence. */
export function causeWords({ error }: FailedCase): string {
  if (error.message === null) return ''
  const code = error.sqlstate && !error.message.includes(error.sqlstate) ? ` (${error.sqlstate})` : ''
  // Sentences go on after it, with a full stop of their own.
  return ` It was stopped by: ${error.message.replace(/[.\s]+$/, '')}${code}`
}

/** A cause that goes away by itself: a lock, a timeout, a connection that was lost, a server that was stopped. */
export function passes({ error }: FailedCase): boolean {
  if (error.sqlstate === null) return error.message === null
  return /^(55P03|40P01|40001|57\w{3}|08\w{3}|53\w{3})$/.test(error.sqlstate)
}

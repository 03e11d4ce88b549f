import type { RunProgress } from './run-view'

/**
 * A run as the page has it, after one more answer. An answer older than what is known changes nothing; SQL that the
 * answer left out is kept; log lines are added once.
 */
export function mergeRunProgress<T extends RunProgress>(known: T, answer: RunProgress): T {
  if (answer.id !== known.id || answer.sequence < known.sequence) return known
  const sqlAt = new Map(known.steps.map((step) => [step.position, step.detail.sql]))
  const steps = answer.steps.map((step) => {
    const sql = step.detail.sql ?? sqlAt.get(step.position)
    return sql === undefined ? step : { ...step, detail: { ...step.detail, sql } }
  })
  const last = lastLine(known)
  const log = [...known.log, ...answer.log.filter((line) => BigInt(line.id) > last)]
  return { ...known, ...answer, steps, log }
}

function lastLine(run: RunProgress): bigint {
  return BigInt(run.log.at(-1)?.id ?? '0')
}

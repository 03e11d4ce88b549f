import type { Outcome } from '../domain/outcome'
import type { Paint } from './paint'

/** The last lines of every answer for people: what comes next, and how to take it back. */
export function endWords({ next, undo }: Pick<Outcome, 'next' | 'undo'>, paint: Paint): string[] {
  return [
    '',
    `${paint.bold('Next:')} ${next}`,
    ...(undo === null ? [] : [`${paint.bold('To take it back:')} ${undo}`]),
  ]
}

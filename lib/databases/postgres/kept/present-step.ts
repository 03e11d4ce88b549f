import type { PutBackStep } from '../../../domain/kept-data'
import type { Session } from '../../database'
import { findRelation, type Relation } from './relation'

/**
 * A step's place before the reverse has given it its name back, and the step in the names it has there. Where the reverse
 * has been there already, and the place has its old name, the step stays what it is.
 */
export async function findPresent(
  session: Session,
  step: PutBackStep,
): Promise<{ place: Relation | null; present: PutBackStep }> {
  const present = presentStep(step)
  const place = await findRelation(session, present.table)
  if (place || present === step) return { place, present }
  return { place: await findRelation(session, step.table), present: step }
}

function presentStep(step: PutBackStep): PutBackStep {
  const { now } = step
  if (!now) return step
  const names = new Map([
    ...step.columns.map((name, index): [string, string] => [name, now.columns[index] ?? name]),
    ...step.key.map((name, index): [string, string] => [name, now.key[index] ?? name]),
  ])
  const casts = Object.entries(step.casts).map(([name, type]) => [names.get(name) ?? name, type])
  return { ...step, ...now, casts: Object.fromEntries(casts) }
}

import type { Actor } from './permission'

/** Headgate itself: seeding, housekeeping, and what the runner does unasked. It has no row among the people. */
export const systemActor: Actor = { id: 'headgate', name: 'Headgate', role: 'administrator' }

/** The row of a person, or null for Headgate itself. */
export function personId(actor: Pick<Actor, 'id'>): string | null {
  return actor.id === systemActor.id ? null : actor.id
}

/** How an audit event names who acted. */
export function auditActor(actor: Pick<Actor, 'id' | 'name'>): { id: string | null; name: string } {
  return { id: personId(actor), name: actor.name }
}

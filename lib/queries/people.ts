import 'server-only'
import { context } from '../composition/context'
import type { Act } from '../domain/act'
import type { Actor } from '../domain/permission'
import type { PersonRow } from '../domain/person-view'
import { actOf } from './acts'

/** Everybody, those who are switched off last. */
export async function readPeople(
  viewer: Actor,
): Promise<{ people: PersonRow[]; manage: Act; viewerId: string }> {
  const { db } = context()
  const rows = await db.user.findMany({ orderBy: { name: 'asc' } })
  const signIns = await db.auditEvent.groupBy({
    by: ['actorId'],
    where: { action: 'person.signed-in' },
    _max: { at: true },
  })
  const lastSignIn = new Map(signIns.map((row) => [row.actorId, row._max.at]))
  const people = rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    enabled: row.disabledAt === null,
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: lastSignIn.get(row.id)?.toISOString() ?? null,
  }))
  return {
    people: [...people.filter((person) => person.enabled), ...people.filter((person) => !person.enabled)],
    manage: actOf(viewer, 'people.manage'),
    viewerId: viewer.id,
  }
}

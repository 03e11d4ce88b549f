import 'server-only'
import { context } from '../composition/context'
import { auditHref } from '../domain/audit-href'
import { auditVerb } from '../domain/audit-words'
import type { ActivityEntry } from '../domain/overview-view'

/** The newest audit events of a project. */
export async function readActivity(
  project: { id: string; slug: string; environments: { id: string; name: string }[] },
  take: number,
): Promise<ActivityEntry[]> {
  const rows = await context().db.auditEvent.findMany({
    where: { projectId: project.id },
    orderBy: { sequence: 'desc' },
    take,
  })
  return rows.map((row) => ({
    sequence: row.sequence.toString(),
    at: row.at.toISOString(),
    actor: row.actorName,
    verb: auditVerb(row.action),
    subject: row.subjectName,
    href: auditHref(row, project.slug),
    environment: project.environments.find((one) => one.id === row.environmentId)?.name ?? null,
  }))
}

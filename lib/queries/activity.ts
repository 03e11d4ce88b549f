import 'server-only'
import { context } from '../composition/context'
import { auditVerb } from '../domain/audit-words'
import type { ActivityEntry } from '../domain/overview-view'
import type { AuditEvent } from '../store/generated/client'

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
    href: hrefOf(project.slug, row),
    environment: project.environments.find((one) => one.id === row.environmentId)?.name ?? null,
  }))
}

function hrefOf(slug: string, { subjectKind, subjectId, subjectName }: AuditEvent): string | null {
  if (subjectKind === 'run') return `/p/${slug}/runs/${subjectId}`
  if (subjectKind === 'snapshot') return `/p/${slug}/snapshots`
  const number = /^#(\d+) /.exec(subjectName)?.[1]
  return subjectKind === 'deploy-request' && number ? `/p/${slug}/deploy-requests/${number}` : null
}

import 'server-only'
import { context } from '../composition/context'
import { auditHref } from '../domain/audit-href'
import { type AuditFilter, type AuditRow, changesBetween } from '../domain/audit-view'
import { type AuditChainReport, verifyAuditChain } from '../store/audit'
import type { AuditEvent, Prisma } from '../store/generated/client'

export const auditPageSize = 100

export interface AuditPage {
  rows: AuditRow[]
  /** Sequence number from which the older ones go on; null: these are the oldest. */
  older: string | null
  actions: string[]
  people: { id: string; name: string }[]
  projects: { slug: string; name: string }[]
}

/** One page of the audit, newest first, and what can be filtered for. */
export async function readAudit(filter: AuditFilter): Promise<AuditPage> {
  const { db } = context()
  const projects = await db.project.findMany({
    select: { id: true, slug: true, name: true },
    orderBy: { name: 'asc' },
  })
  const found = await db.auditEvent.findMany({
    where: auditWhere(filter, projects),
    orderBy: { sequence: 'desc' },
    take: auditPageSize + 1,
  })
  const [actions, people] = await Promise.all([
    db.auditEvent.groupBy({ by: ['action'], orderBy: { action: 'asc' } }),
    db.user.findMany({ select: { id: true, name: true }, orderBy: { name: 'asc' } }),
  ])
  const rows = found.slice(0, auditPageSize)
  return {
    rows: rows.map((event) => toRow(event, projects)),
    older: found.length > auditPageSize ? `${rows.at(-1)?.sequence}` : null,
    actions: actions.map((row) => row.action),
    people,
    projects: projects.map(({ slug, name }) => ({ slug, name })),
  }
}

/** Whether every event follows from the one before it. */
export function readAuditChain(): Promise<AuditChainReport> {
  return verifyAuditChain(context().db)
}

export function auditWhere(
  filter: AuditFilter,
  projects: { id: string; slug: string }[],
): Prisma.AuditEventWhereInput {
  const { q, action, person, project, from, to, before } = filter
  const contains = { contains: q, mode: 'insensitive' as const }
  return {
    ...(q ? { OR: [{ actorName: contains }, { subjectName: contains }] } : {}),
    ...(action ? { action } : {}),
    ...(person ? { actorId: person } : {}),
    // A project that is gone matches nothing rather than everything.
    ...(project ? { projectId: projects.find((one) => one.slug === project)?.id ?? '' } : {}),
    ...(before ? { sequence: { lt: BigInt(before) } } : {}),
    at: {
      ...(from ? { gte: new Date(`${from}T00:00:00Z`) } : {}),
      ...(to ? { lte: new Date(`${to}T23:59:59.999Z`) } : {}),
    },
  }
}

function toRow(event: AuditEvent, projects: { id: string; slug: string; name: string }[]): AuditRow {
  const project = projects.find((one) => one.id === event.projectId)
  return {
    sequence: `${event.sequence}`,
    at: event.at.toISOString(),
    actor: event.actorName,
    action: event.action,
    subject: {
      kind: event.subjectKind,
      name: event.subjectName,
      href: auditHref(event, project?.slug ?? null),
    },
    project: project?.name ?? null,
    changes: changesBetween(event.before, event.after),
    hash: event.hash,
  }
}

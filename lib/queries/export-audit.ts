import 'server-only'
import { context } from '../composition/context'
import { viewerOf } from '../composition/session'
import { readAuditFilter } from '../domain/audit-view'
import { mayDo } from '../domain/permission'
import { auditWhere } from './audit'

const BATCH = 500

/** The audit as JSON lines, oldest first, with the hashes that prove it; the filters are those of the page. */
export async function exportAudit(request: Request): Promise<Response> {
  const { db } = context()
  const viewer = await viewerOf(context(), request.headers)
  if (!viewer) return new Response('You are not signed in.\n', { status: 401 })
  const permitted = mayDo(viewer, 'audit.view')
  if (!permitted.ok) return new Response(`${permitted.failure.why}\n`, { status: 403 })
  const filter = readAuditFilter(Object.fromEntries(new URL(request.url).searchParams))
  const projects = await db.project.findMany({ select: { id: true, slug: true } })
  const where = auditWhere({ ...filter, before: '' }, projects)
  let after = 0n
  const lines = new ReadableStream<Uint8Array>({
    // Asked for when the reader is ready for more, so that a long audit never lies in memory as a whole.
    async pull(controller) {
      const events = await db.auditEvent.findMany({
        where: { ...where, sequence: { gt: after } },
        orderBy: { sequence: 'asc' },
        take: BATCH,
      })
      after = events.at(-1)?.sequence ?? after
      const text = events
        .map((event) => `${JSON.stringify({ ...event, sequence: `${event.sequence}` })}\n`)
        .join('')
      if (text) controller.enqueue(new TextEncoder().encode(text))
      if (events.length < BATCH) controller.close()
    },
  })
  return new Response(lines, {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="headgate-audit.jsonl"',
      'cache-control': 'no-store',
    },
  })
}

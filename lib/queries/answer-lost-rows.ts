import 'server-only'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { context } from '../composition/context'
import { performRead } from '../composition/perform'
import { exportLostRows } from '../operations/export-lost-rows'

const input = z.strictObject({
  project: z.string().min(1).max(100),
  snapshot: z.uuid(),
  table: z.string().min(3).max(200).optional(),
  database: z.uuid().optional(),
})

const statuses: Record<string, number> = { not_signed_in: 401, not_permitted: 403, not_found: 404 }

/**
 * Rows that were written since a snapshot, as a download: `?snapshot=`, with `&table=schema.name` that one as CSV, else
 * all as lines of JSON; with `&database=` from the database that a restore replaced.
 */
export async function answerLostRows(
  request: Request,
  route: { params: Promise<{ project: string }> },
): Promise<Response> {
  const asked = { ...Object.fromEntries(new URL(request.url).searchParams), ...(await route.params) }
  const act = {
    input,
    permission: 'rows.export' as const,
    operation: (
      at: Parameters<typeof exportLostRows>[0],
      actor: Parameters<typeof exportLostRows>[1],
      { project, snapshot, table, database }: z.output<typeof input>,
    ) =>
      exportLostRows(at, actor, {
        projectSlug: project,
        snapshotId: snapshot,
        table: table ?? null,
        keptDatabaseId: database ?? null,
      }),
  }
  const result = await performRead(context(), request.headers, act, asked)
  if (!result.ok) {
    const { code, what, why, fix } = result.failure
    return new Response(`${what}\n${why}\n${fix}\n`, {
      status: statuses[code] ?? 409,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    })
  }
  const { body, filename, contentType } = result.value
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': `${contentType}; charset=utf-8`,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
      'cache-control': 'no-store',
    },
  })
}

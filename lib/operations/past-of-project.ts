import type { Context } from '../composition/context'
import { checksumMatches } from '../domain/migration-status'
import type { Past } from '../domain/past'
import { gitPast } from '../projects/directory/git-past'
import type { Project } from '../store/generated/client'

/** What is known of how a project's migrations were: from the revisions that were captured, then from git. */
export async function pastOfProject(
  context: Context,
  project: Pick<Project, 'id' | 'sourcePath'>,
): Promise<Past> {
  const git = await gitPast(project.sourcePath)
  return {
    async text(migration, checksum) {
      return (
        (await capturedText(context, project.id, migration, checksum)) ??
        (await git.text(migration, checksum))
      )
    },
    origin: (migration) => git.origin(migration),
  }
}

interface Captured {
  digest: string
  seen: Date
  sql: string
  checksum: string
}

/** The newest revision whose file of that name has this checksum, by Prisma's rule. */
async function capturedText(context: Context, projectId: string, name: string, checksum: string) {
  const rows = await context.db.$queryRaw<Captured[]>`
    SELECT r.digest, r."lastSeenAt" AS seen, file->>'sql' AS sql, file->>'checksum' AS checksum
    FROM "Revision" r, jsonb_array_elements(r.migrations) AS file
    WHERE r."projectId" = ${projectId} AND file->>'name' = ${name}
    ORDER BY r."lastSeenAt" DESC LIMIT 200`
  const found = rows.find(({ sql, checksum: own }) => checksumMatches({ name, sql, checksum: own }, checksum))
  if (!found) return null
  const day = found.seen.toISOString().slice(0, 10)
  return { sql: found.sql, from: `revision ${found.digest.slice(0, 12)}, last seen on ${day}` }
}

import 'server-only'
import { context } from '../composition/context'
import type { MigrationFile } from '../domain/migration'
import { readMigrationFiles } from '../store/read-json'

export interface NewestRevision {
  id: string
  digest: string
  createdAt: Date
  migrations: MigrationFile[]
}

/** The files of a project as they were last captured; null: never. */
export async function newestRevision(projectId: string): Promise<NewestRevision | null> {
  const row = await context().db.revision.findFirst({
    where: { projectId },
    orderBy: { lastSeenAt: 'desc' },
    select: { id: true, digest: true, createdAt: true, migrations: true },
  })
  return row && { ...row, migrations: readMigrationFiles(row.migrations) }
}

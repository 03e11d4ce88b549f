import type { Context } from '../composition/context'
import { ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { SchemaFile } from '../domain/revision'
import type { Project, Revision } from '../store/generated/client'
import { json } from '../store/json'
import { readMigrationFiles, readNotes, readSchemaFiles } from '../store/read-json'

/** A stored revision with its files as domain objects. */
export interface StoredRevision {
  id: string
  digest: string
  authorId: string | null
  schemaFiles: SchemaFile[]
  migrations: MigrationFile[]
  notes: string[]
}

/**
 * Reads the project's files as they are now and keeps them as a revision, unless these very files are known.
 * `authorId` is who brought them in, where somebody did; the first one known stays. Fails as the source does.
 */
export async function captureRevision(
  context: Context,
  project: Project,
  authorId: string | null,
): Promise<Result<StoredRevision>> {
  const captured = await context.sources.directory.capture(project.sourcePath)
  if (!captured.ok) return captured
  const { digest, schemaFiles, migrations, notes } = captured.value
  const row = await context.db.revision.upsert({
    where: { projectId_digest: { projectId: project.id, digest } },
    create: {
      projectId: project.id,
      digest,
      authorId,
      schemaFiles: json(schemaFiles),
      migrations: json(migrations),
      notes: json(notes),
      createdAt: context.clock.now(),
    },
    update: {},
  })
  if (row.authorId !== null || authorId === null) return ok(readRevision(row))
  return ok(
    readRevision(
      await context.db.revision.update({
        where: { id: row.id },
        data: { authorId },
      }),
    ),
  )
}

/** A row of the control database as domain objects. */
export function readRevision(row: Revision): StoredRevision {
  return {
    id: row.id,
    digest: row.digest,
    authorId: row.authorId,
    schemaFiles: readSchemaFiles(row.schemaFiles),
    migrations: readMigrationFiles(row.migrations),
    notes: readNotes(row.notes),
  }
}

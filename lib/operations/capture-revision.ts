import type { Context } from '../composition/context'
import type { Clock } from '../domain/clock'
import { ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { SchemaFile } from '../domain/revision'
import type { CapturedRevision } from '../projects/source'
import type { Prisma, Project, Revision } from '../store/generated/client'
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
  return ok(await keepRevision(context.db, context.clock, project.id, captured.value, authorId))
}

/** Keeps captured files as the project's newest revision. */
export async function keepRevision(
  db: Prisma.TransactionClient,
  clock: Clock,
  projectId: string,
  { digest, schemaFiles, migrations, notes }: CapturedRevision,
  authorId: string | null,
): Promise<StoredRevision> {
  const now = clock.now()
  const row = await db.revision.upsert({
    where: { projectId_digest: { projectId, digest } },
    create: {
      projectId,
      digest,
      authorId,
      schemaFiles: json(schemaFiles),
      migrations: json(migrations),
      notes: json(notes),
      createdAt: now,
      lastSeenAt: now,
    },
    update: { lastSeenAt: now },
  })
  if (row.authorId !== null || authorId === null) return readRevision(row)
  return readRevision(await db.revision.update({ where: { id: row.id }, data: { authorId } }))
}

/** The files as they were last read; null: never. */
export async function lastRevision(context: Context, projectId: string): Promise<StoredRevision | null> {
  const row = await context.db.revision.findFirst({ where: { projectId }, orderBy: { lastSeenAt: 'desc' } })
  return row && readRevision(row)
}

/** A row of the control database as domain objects. */
function readRevision(row: Revision): StoredRevision {
  return {
    id: row.id,
    digest: row.digest,
    authorId: row.authorId,
    schemaFiles: readSchemaFiles(row.schemaFiles),
    migrations: readMigrationFiles(row.migrations),
    notes: readNotes(row.notes),
  }
}

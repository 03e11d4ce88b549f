import { dirname, isAbsolute, join, normalize } from 'node:path'
import { FailureError, fail, ok, type Result } from '../../domain/failure'
import { revisionDigest } from '../digest'
import type { CapturedRevision, ProjectSource } from '../source'
import { findProject, suggestedName } from './find-project'
import { readMigrations } from './read-migrations'
import { readSchema } from './read-schema'
import { kindOf } from './read-text'
import { stayInside } from './stay-inside'

/** A project in a folder of this machine. Nothing in it is run, and nothing is written there. */
export const directorySource: ProjectSource = {
  kind: 'directory',
  async capture(path) {
    if (!isAbsolute(path))
      return fail('project_not_found', 'A full path is needed, from the root of the file system.')
    try {
      return await capture(normalize(path))
    } catch (error) {
      if (error instanceof FailureError) return { ok: false, failure: error.failure }
      throw error
    }
  },
}

async function capture(root: string): Promise<Result<CapturedRevision>> {
  const found = await findProject(root)
  const { files, datasourceFolder } = await readSchema(found.schema)
  const folder = found.migrations ?? (await migrationsBeside(found.schema, datasourceFolder))
  const { migrations, notes } = await readMigrations(folder)
  const schemaRoot = (await kindOf(found.schema)) === 'file' ? dirname(found.schema) : found.schema
  await stayInside(
    root,
    [schemaRoot, folder],
    [
      ...files.map((file) => join(schemaRoot, file.path)),
      ...migrations.map(({ name }) => join(folder, name, 'migration.sql')),
    ],
  )
  return ok({
    digest: revisionDigest(files, migrations),
    provider: 'postgresql',
    schemaFiles: files,
    migrations,
    notes: [...found.notes, ...notes],
    found: { schema: found.schema, migrations: folder, name: suggestedName(found.schema) },
  })
}

/** Beside the file with the datasource; older projects with a schema folder keep them beside that folder. */
async function migrationsBeside(schema: string, datasourceFolder: string): Promise<string> {
  const usual = join(datasourceFolder, 'migrations')
  const places = schema.endsWith('.prisma')
    ? [usual]
    : [usual, join(schema, 'migrations'), join(schema, '../migrations')]
  for (const place of places) if ((await kindOf(place)) === 'folder') return place
  return usual
}

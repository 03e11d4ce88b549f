import { dirname, join } from 'node:path'
import { type FoundConfig, findProject, NothingThere } from './find-project'
import { readSchema } from './read-schema'
import { kindOf } from './read-text'

/** Where a project is, or, with `empty`, where it would begin. Paths are absolute. */
export interface Place {
  /** Folder that Prisma is run in. */
  root: string
  config: FoundConfig | null
  /** A file, or a folder of schema files. */
  schema: string
  /** The folder that paths of schema files are relative to. */
  schemaFolder: string
  migrations: string
  empty: boolean
  notes: string[]
}

/** Finds schema and migrations under `root`. Throws a `FailureError`: those of `findProject` and of `readSchema`. */
export async function locate(root: string, allowEmpty: boolean): Promise<Place> {
  const found = await findProject(root).catch((error: unknown) => {
    if (allowEmpty && error instanceof NothingThere) return error.begin
    throw error
  })
  const { schema, notes, root: folder, config } = found
  const single = (await kindOf(schema)) === 'file' || schema.endsWith('.prisma')
  const schemaFolder = single ? dirname(schema) : schema
  if ((await kindOf(schema)) === null) {
    const migrations = found.migrations ?? join(schemaFolder, 'migrations')
    const note = `There is no Prisma project yet; it would begin at ${schema}.`
    return { root: folder, config, schema, schemaFolder, migrations, empty: true, notes: [...notes, note] }
  }
  const migrations = found.migrations ?? (await migrationsBeside(schema))
  return { root: folder, config, schema, schemaFolder, migrations, empty: false, notes }
}

/** Beside the file with the datasource; older projects with a schema folder keep them beside that folder. */
async function migrationsBeside(schema: string): Promise<string> {
  const single = schema.endsWith('.prisma')
  const folder = single ? dirname(schema) : await datasourceFolder(schema)
  const usual = join(folder, 'migrations')
  const places = single ? [usual] : [usual, join(schema, 'migrations'), join(schema, '../migrations')]
  for (const place of places) if ((await kindOf(place)) === 'folder') return place
  return usual
}

async function datasourceFolder(schema: string): Promise<string> {
  const { holder } = await readSchema(schema)
  return holder === schema ? schema : dirname(holder)
}

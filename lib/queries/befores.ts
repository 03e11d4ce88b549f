import 'server-only'
import { createHash } from 'node:crypto'
import { context } from '../composition/context'
import type { FileChange } from '../domain/file-change'
import { readMigrationFiles, readSchemaFiles } from '../store/read-json'

/** What stood in the files that are written anew, from the revision that they were proposed on; by their paths. */
export async function readBefores(
  revisionId: string | null,
  files: FileChange[],
): Promise<Record<string, string>> {
  const anew = files.filter((file) => file.change === 'write').filter(({ replaces }) => replaces !== null)
  if (revisionId === null || anew.length === 0) return {}
  const revision = await context().db.revision.findUnique({ where: { id: revisionId } })
  if (!revision) return {}
  const scripts = readMigrationFiles(revision.migrations).map(
    ({ name, sql }) => [`${name}/migration.sql`, sql] as const,
  )
  const models = readSchemaFiles(revision.schemaFiles).map(({ path, content }) => [path, content] as const)
  const known: Record<'migrations' | 'schema', Map<string, string>> = {
    migrations: new Map(scripts),
    schema: new Map(models),
  }
  const found = anew.flatMap(({ path, base, replaces }) => {
    const text = known[base ?? 'migrations'].get(path)
    const same = text !== undefined && createHash('sha256').update(text).digest('hex') === replaces
    return same ? [[path, text] as const] : []
  })
  return Object.fromEntries(found)
}

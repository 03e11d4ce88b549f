import { normalize } from 'node:path'
import type { Context } from '../composition/context'
import { ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { ProjectInspection } from '../domain/project-view'

/** Says what is found under a path, before anything is kept. Fails as the source does. */
export async function inspectProject(
  context: Context,
  actor: Actor,
  input: { path: string },
): Promise<Result<ProjectInspection>> {
  const permitted = mayDo(actor, 'project.connect')
  if (!permitted.ok) return permitted
  const path = sourcePathOf(input.path)
  const captured = await context.sources.directory.capture(path)
  if (!captured.ok) return captured
  const { schemaFiles, migrations, notes, found } = captured.value
  const connected = await context.db.project.findFirst({ where: { sourcePath: path } })
  return ok({
    path,
    name: found?.name ?? 'project',
    schema: found?.schema ?? path,
    schemaFiles: schemaFiles.map((file) => file.path),
    migrationsFolder: found?.migrations ?? path,
    migrations: migrations.map((migration) => migration.name),
    notes,
    connectedAs: connected ? { slug: connected.slug, name: connected.name } : null,
  })
}

/** One spelling for one folder: `/a//b/../c/` is `/a/c`. */
export function sourcePathOf(path: string): string {
  const plain = normalize(path.trim())
  return plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain
}

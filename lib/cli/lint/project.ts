import { join, relative, resolve } from 'node:path'
import { fail, ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { suggest } from '../../domain/suggest'
import { sources } from '../../projects/sources'
import { shownPath } from './gather'
import type { Gathered, LintScript, Sequence } from './sequence'

/** All migrations of a project, as one row. Fails as reading a project does. */
export async function gatherProject(folder: string): Promise<Result<Gathered>> {
  const projectDir = resolve(folder)
  const captured = await sources.directory.capture(projectDir)
  if (!captured.ok) return captured
  const { migrations, schemaFiles, notes, found } = captured.value
  const scripts = scriptsOf(migrations, found?.migrations ?? projectDir, () => false)
  const prismaSchema = schemaFiles.map(({ content }) => content).join('\n')
  const sequences: Sequence[] = scripts.length > 0 ? [{ kind: 'history', scripts, prismaSchema }] : []
  const none =
    scripts.length === 0 ? [`${relative('', projectDir) || projectDir} has no migrations yet.`] : []
  return ok({ sequences, problems: [], notes: [...notes, ...none] })
}

export function scriptsOf(
  migrations: readonly MigrationFile[],
  folder: string,
  silent: (name: string) => boolean,
): LintScript[] {
  return migrations.map(({ name, sql }) => ({
    name,
    path: shownPath(join(folder, name, 'migration.sql')),
    sql,
    silent: silent(name),
  }))
}

/** Takes what is not later than a migration as told: `--since`. Fails where no migration is called so. */
export function onlySince(sequences: readonly Sequence[], since: string): Result<Sequence[]> {
  const names = sequences.flatMap(({ kind, scripts }) =>
    kind === 'history' ? scripts.map((script) => migrationName(script)) : [],
  )
  if (!names.includes(since)) {
    const meant = suggest(since, names)
    const why =
      names.length === 0
        ? '--since goes with the migrations of a project, and here are none.'
        : `There is no migration ${since}.${meant ? ` Did you mean ${meant}?` : ''}`
    return fail('usage_wrong', why, { next: 'headgate lint --help' })
  }
  return ok(
    sequences.map(({ kind, scripts, ...rest }) => ({
      ...rest,
      kind,
      scripts: scripts.map((script) => ({
        ...script,
        silent: script.silent || (kind === 'history' && migrationName(script) <= since),
      })),
    })),
  )
}

function migrationName({ path }: LintScript): string {
  return path.split(/[\\/]/).at(-2) ?? ''
}

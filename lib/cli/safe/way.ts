import { dirname, relative, sep } from 'node:path'
import type { z } from 'zod'
import type { Local } from '../../composition/local'
import type { safeAnswer } from '../../domain/answers/safe-answer'
import type { SafeWay } from '../../recipes/make-safe'
import { patchOf } from '../../recipes/patch'
import { isOfLaterRelease } from '../../recipes/safe-version'

export type SafeAnswer = z.infer<typeof safeAnswer>
export type ShownWay = NonNullable<SafeAnswer['way']>
/** What every answer says, whatever came of it. */
export type SafeBase = Pick<SafeAnswer, 'command' | 'dryRun' | 'project' | 'database'>

/** What was worked out, with what is there now, and as a patch. */
export function shownWay(
  way: SafeWay,
  { project, projectDir }: Pick<Local, 'project' | 'projectDir'>,
): ShownWay {
  const texts = new Map(project.migrations.map(({ name, sql }) => [name, sql]))
  const migrations = way.migrations.map((each) => ({
    ...each,
    was: texts.get(each.name) ?? null,
    later: isOfLaterRelease(each.release),
  }))
  const folder = project.found?.migrations ?? projectDir
  const inside = !relative(projectDir, folder).startsWith('..')
  const patchFolder = inside ? projectDir : dirname(folder)
  const path = relative(patchFolder, folder).split(sep).join('/')
  const files = migrations.map(({ name, was, sql }) => ({
    path: `${path}/${name}/migration.sql`,
    was,
    now: sql,
  }))
  const { migration, before, after, taken, left, proven, kept } = way
  return {
    migration,
    migrations,
    before,
    after,
    taken,
    left,
    proven,
    kept,
    patch: patchOf(files),
    patchFolder,
  }
}

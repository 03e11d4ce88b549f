import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/failure'
import type { IgnoredDrift } from '../../domain/resolution'
import type { CapturedRevision } from '../../projects/source'
import { shellWord } from '../shell-word'

/** Beside the migrations folder, to be committed with it. */
const ignoredFileName = '.headgate-drift.json'

const fileSchema = z.object({
  ignored: z.array(
    z.object({
      key: z.string(),
      definitions: z.string(),
      reason: z.string(),
      by: z.string(),
      at: z.string(),
    }),
  ),
})

/** Null: nobody knows where the project's migrations are. */
export function ignoredFile(project: CapturedRevision): string | null {
  return project.found ? join(dirname(project.found.migrations), ignoredFileName) : null
}

/** Differences that somebody decided to leave as they are. Fails with `project_unreadable` when the file is broken. */
export async function readIgnored(project: CapturedRevision): Promise<Result<IgnoredDrift[]>> {
  const file = ignoredFile(project)
  if (file === null) return ok([])
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    return error
  })
  if (text === null) return ok([])
  if (typeof text !== 'string') return fail('project_unreadable', `${file}: ${text.code}`)
  try {
    const read = fileSchema.safeParse(JSON.parse(text))
    if (read.success) return ok(read.data.ignored)
    const [first] = read.error.issues
    return broken(file, `${file}: ${first?.path.join('.')}: ${first?.message}`)
  } catch {
    return broken(file, `${file} is no JSON.`)
  }
}

/** Without it every difference would be drift again, so that nothing goes on. */
function broken(file: string, why: string): Result<never> {
  return fail('project_unreadable', why, {
    next: `Correct ${shellWord(file)}, or take it from version control; without the file, nothing is ignored.`,
  })
}

/** Adds or replaces one decision. Written beside its place and renamed, so that nobody ever reads half of it. */
export async function writeIgnored(project: CapturedRevision, entry: IgnoredDrift): Promise<Result<string>> {
  const file = ignoredFile(project)
  if (file === null) return fail('project_unreadable', 'Where the project’s migrations are is not known.')
  const before = await readIgnored(project)
  if (!before.ok) return before
  const ignored = [...before.value.filter(({ key }) => key !== entry.key), entry].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  )
  const partial = `${file}.${process.pid}`
  try {
    await writeFile(partial, `${JSON.stringify({ ignored }, null, 2)}\n`)
    await rename(partial, file)
    return ok(file)
  } catch (error) {
    return fail('project_unreadable', `${file} cannot be written (${(error as NodeJS.ErrnoException).code}).`)
  }
}

import { access, constants, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Identity } from '../databases/database'
import { FailureError, fail } from '../domain/failure'
import { endedEnding, runningEnding } from './journal'
import { parseRun, type RecordedRun } from './journal-run'

/** Ended runs that are kept, the newest; those without an end always are. */
const keep = 100

interface Places {
  projectDir: string
  cacheDir: string
}

/** Both places where a project's runs may be: its own folder, and the cache where that one may not be written. */
export function runFolders({ projectDir, cacheDir }: Places): string[] {
  return [join(projectDir, '.headgate', 'runs'), join(cacheDir, 'runs')]
}

/** The first of them that can be written, made where it is missing, with what keeps git from taking it along. */
export async function runFolder(places: Places): Promise<string> {
  const reasons: string[] = []
  for (const folder of runFolders(places)) {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await access(folder, constants.W_OK)
      await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch(ifThere)
      return folder
    } catch (error) {
      reasons.push(`${folder}: ${(error as Error).message}`)
    }
  }
  throw new FailureError(fail('journal_unwritable', reasons.join('; ')).failure)
}

function ifThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** The runs of one database that have no end, oldest first. */
export async function runsWithoutEnd(
  folder: string,
  { systemIdentifier, databaseOid }: Pick<Identity, 'systemIdentifier' | 'databaseOid'>,
): Promise<RecordedRun[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(runningEnding))
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')))
  return texts
    .flatMap((text) => parseRun(text) ?? [])
    .filter(({ head: { database }, end }) => {
      const same = database.systemIdentifier === systemIdentifier && database.databaseOid === databaseOid
      return same && end === null
    })
    .sort((a, b) => (a.head.startedAt < b.head.startedAt ? -1 : 1))
}

/** Keeps a folder of runs from growing for ever. Those without an end stay. */
export async function forgetOldRuns(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith(endedEnding) && !name.endsWith(runningEnding),
  )
  if (names.length <= keep) return
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  )
  const oldest = files.sort((a, b) => a.at - b.at).slice(0, files.length - keep)
  for (const { name } of oldest) await rm(join(folder, name), { force: true })
}

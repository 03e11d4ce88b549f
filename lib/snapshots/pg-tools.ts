import { execFile } from 'node:child_process'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** PostgreSQL's client programs of one version. */
export interface PgTools {
  major: number
  /** As the program says it: `15.14`. */
  version: string
  pgDump: string
  pgRestore: string
}

const execute = promisify(execFile)

/** Every pair of pg_dump and pg_restore on this machine, smallest major first. */
export async function installedPgTools(environment: NodeJS.ProcessEnv = process.env): Promise<PgTools[]> {
  const found = new Map<string, PgTools>()
  for (const folder of await candidateFolders(environment)) {
    const tools = await toolsIn(folder)
    if (tools && !found.has(tools.pgDump)) found.set(tools.pgDump, tools)
  }
  return [...found.values()].sort((a, b) => a.major - b.major)
}

/** The oldest client that is not older than `serverMajor`: a newer one writes what an old server may not read. */
export function fittingPgTools(installed: readonly PgTools[], serverMajor: number): PgTools | null {
  return installed.find(({ major }) => major >= serverMajor) ?? null
}

async function candidateFolders(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const split = (list: string | undefined) => (list ?? '').split(delimiter).filter(Boolean)
  return [
    ...split(environment.HEADGATE_PG_BIN),
    ...(await versionedFolders('/usr/lib/postgresql', (name) => join(name, 'bin'))),
    ...(await versionedFolders('/usr', (name) => (name.startsWith('pgsql-') ? join(name, 'bin') : null))),
    ...(await versionedFolders('/opt/homebrew/opt', (name) =>
      /^(postgresql|libpq)/.test(name) ? join(name, 'bin') : null,
    )),
    ...split(environment.PATH),
  ]
}

async function versionedFolders(parent: string, pick: (name: string) => string | null): Promise<string[]> {
  const names = await readdir(parent).catch(() => [])
  return names.flatMap((name) => {
    const folder = pick(name)
    return folder ? [join(parent, folder)] : []
  })
}

async function toolsIn(folder: string): Promise<PgTools | null> {
  try {
    const [pgDump, pgRestore] = await Promise.all([
      realpath(join(folder, 'pg_dump')),
      realpath(join(folder, 'pg_restore')),
    ])
    // Debian's wrapper picks a version by the cluster it guesses; what it says here is not what it would run.
    if (basename(pgDump) !== 'pg_dump') return null
    const version = await once(pgDump, 'version', async () => {
      const { stdout } = await execute(pgDump, ['--version'], { timeout: 10_000 })
      return /\) (\d+(?:\.\d+)?)/.exec(stdout)?.[1] ?? null
    })
    return version ? { major: Number.parseInt(version, 10), version, pgDump, pgRestore } : null
  } catch {
    return null
  }
}

/** What programs said, by their files as they were then: starting one costs as much as a small dump. */
const told = new Map<string, unknown>()

async function once<T>(program: string, question: string, ask: () => Promise<T>): Promise<T> {
  const { mtimeMs, size, ino } = await stat(program)
  const key = [program, mtimeMs, size, ino, question].join(' ')
  if (!told.has(key)) told.set(key, await ask())
  return told.get(key) as T
}

/** `zstd:1` from 16 on where it was built in: it writes several times faster than gzip. */
export async function compressionOf(tools: PgTools): Promise<'zstd:1' | '1'> {
  if (tools.major < 16) return '1'
  return once(tools.pgDump, 'compression', async () => {
    // The compression is looked at before the connection, which is bound to fail.
    const refused = await execute(
      tools.pgDump,
      ['--compress=zstd:1', '--format=custom', '--file=/dev/null', '--host=/nonexistent', '--no-password'],
      { timeout: 10_000, env: { LC_ALL: 'C' } as unknown as NodeJS.ProcessEnv },
    ).catch((error: { stderr?: string }) => error)
    return /compression/i.test(refused.stderr ?? '') ? '1' : 'zstd:1'
  })
}

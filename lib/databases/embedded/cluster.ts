import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../domain/failure'
import { type RunAs, runCommand } from './run-command'
import { giveTo } from './unprivileged'

/** The files of one server, all in one folder. */
export function clusterPaths(folder: string) {
  return {
    cluster: join(folder, 'data'),
    password: join(folder, 'password'),
    port: join(folder, 'port'),
    log: join(folder, 'server.log'),
    lock: join(folder, 'starting.lock'),
  }
}

/** The major version that a data folder was made by, or null when there is none yet. */
export async function clusterMajor(folder: string): Promise<number | null> {
  const { cluster } = clusterPaths(folder)
  return readFile(join(cluster, 'PG_VERSION'), 'utf8').then(
    (text) => Number.parseInt(text, 10),
    () => null,
  )
}

export async function serverUrl(folder: string, port: number): Promise<string> {
  const password = (await readFile(/* turbopackIgnore: true */ clusterPaths(folder).password, 'utf8')).trim()
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
}

/** Runs initdb when the folder has no cluster yet; refuses one of another major. */
export async function ensureCluster(
  folder: string,
  native: string,
  major: number,
  user: RunAs | null,
): Promise<Result<void>> {
  const { cluster, password } = clusterPaths(folder)
  const found = await clusterMajor(folder)
  if (found !== null && found !== major) {
    return fail(
      'embedded_failed',
      `The data in ${cluster} belongs to PostgreSQL ${found}, and PostgreSQL ${major} was asked for; data does not move between majors by itself.`,
    )
  }
  if (found !== null && existsSync(/* turbopackIgnore: true */ password)) return ok()
  if (found !== null)
    return fail('embedded_failed', `${password} is missing, so nobody can connect to ${cluster}.`)

  const partial = join(folder, `data.partial-${process.pid}`)
  const secret = randomBytes(24).toString('base64url')
  const secretForInitdb = `${partial}.password`
  await writeFile(secretForInitdb, secret, { mode: 0o600 })
  await giveTo(user, secretForInitdb)
  // initdb makes the folder itself where it may; here its parent belongs to someone else, so it gets an empty one.
  const made = await makePartial(partial, user)
  const done = await runCommand(
    join(native, 'bin', 'initdb'),
    [],
    [
      '-D',
      made,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${secretForInitdb}`,
      ...localeFlags(major),
    ],
    { cwd: made, runAs: user },
  )
  await rm(secretForInitdb, { force: true })
  if (done.code !== 0) {
    await rm(partial, { recursive: true, force: true })
    return fail('embedded_failed', `initdb ended with: ${done.output.trim().slice(-800)}`)
  }
  // The password first: a cluster that is there has one. Both stand in for their names at once, by a rename.
  await writeFile(`${partial}.secret`, secret, { mode: 0o600 })
  await rename(`${partial}.secret`, password)
  await rm(cluster, { recursive: true, force: true })
  await rename(partial, cluster)
  return ok()
}

async function makePartial(partial: string, user: RunAs | null): Promise<string> {
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { mode: 0o700 })
  await giveTo(user, partial)
  return partial
}

/** The same everywhere, whatever the machine's own locales are: text sorts by code point. */
function localeFlags(major: number): string[] {
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  return ['--encoding=UTF8', '--locale=C', ...(major >= 17 ? builtin : [])]
}

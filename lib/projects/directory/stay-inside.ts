import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { basename, dirname, extname, join, sep } from 'node:path'
import { inParallel } from './in-parallel'
import { refused } from './read-text'

/**
 * Refuses files that a symbolic link fetches from outside: whoever may add a file to the project could otherwise have
 * any text of this machine shown as SQL. Inside is the repository around `root`, or `root` itself where there is none,
 * and the places that the project's configuration names outright. Throws a `FailureError` (`link_refused`).
 */
export async function stayInside(root: string, places: string[], files: string[]): Promise<void> {
  const inside = await homesOf(root, places)
  await inParallel(files, async (file) => {
    const actual = await realpath(file)
    if (!inside.some((home) => within(home, actual)))
      throw refused('link_refused', file, 'is a link that leads out of the project’s folder')
    if (extname(actual) !== extname(file))
      throw refused('link_refused', file, 'is a link to another kind of file')
  })
}

/** The real path of a folder that may be written. What is missing of it is taken as it is called. */
export async function writableFolder(root: string, folder: string): Promise<string> {
  const missing: string[] = []
  let existing = folder
  while (!existsSync(/* turbopackIgnore: true */ existing)) {
    missing.unshift(basename(existing))
    existing = dirname(existing)
  }
  const actual = join(/* turbopackIgnore: true */ await realpath(existing), ...missing)
  // A place that the configuration names is written only where it is really called so.
  const inside = await homesOf(root, actual === folder ? [folder] : [])
  if (inside.some((home) => within(home, actual))) return actual
  throw refused('link_refused', folder, 'is a link that leads out of the project’s folder')
}

async function homesOf(root: string, places: string[]): Promise<string[]> {
  const homes = await Promise.all([repositoryAround(root), ...places.filter((place) => !within(root, place))])
  return Promise.all(homes.map((home) => realpath(home).catch(() => home)))
}

/** The real folder is looked at: `current` is often a link to a release. */
async function repositoryAround(root: string): Promise<string> {
  const start = await realpath(root)
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(/* turbopackIgnore: true */ join(/* turbopackIgnore: true */ folder, '.git')))
      return folder
    if (folder === dirname(folder)) return start
  }
}

function within(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}

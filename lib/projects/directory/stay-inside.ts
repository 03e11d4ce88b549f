import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, extname, join, sep } from 'node:path'
import { unreadable } from './read-text'

/**
 * Refuses files that a symbolic link fetches from outside: whoever may add a file to the project could otherwise have
 * any text of this machine shown as SQL. Inside is the repository around `root`, or `root` itself where there is none,
 * and the places that the project's configuration names outright. Throws a `FailureError` (`project_unreadable`).
 */
export async function stayInside(root: string, places: string[], files: string[]): Promise<void> {
  const homes = await Promise.all([repositoryAround(root), ...places.filter((place) => !within(root, place))])
  const inside = await Promise.all(homes.map((home) => realpath(home).catch(() => home)))
  for (const file of files) {
    const actual = await realpath(file)
    if (!inside.some((home) => within(home, actual)))
      throw unreadable(file, 'is a link that leads out of the project’s folder')
    if (extname(actual) !== extname(file)) throw unreadable(file, 'is a link to another kind of file')
  }
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

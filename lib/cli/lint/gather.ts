import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { type Found, type FoundFile, findFiles } from './find-files'
import { naturally } from './natural-order'
import { readScript, readStdin } from './read-script'
import type { Gathered, LintScript, Sequence } from './sequence'

export interface GatherOptions {
  /** Also files whose names say nothing about their order are one row, by folder. */
  together: boolean
  /** No file says anything about another. */
  separate: boolean
}

/**
 * What the words of a command line name, each file once. Numbered files of one folder are one row, in the order of their
 * numbers; a migration of Prisma's comes with those before it, which are only walked; any other file stands alone.
 */
export async function gather(words: readonly string[], options: GatherOptions): Promise<Gathered> {
  const gathered: Gathered = { sequences: [], problems: [], notes: [] }
  const found = words.filter((word) => word !== '-').map(findFiles)
  gathered.problems.push(...found.flatMap(({ problems }) => problems))
  gathered.notes.push(...found.flatMap(({ notes }) => notes))
  for (const files of rows(found, options)) await addSequence(files, gathered)
  if (words.includes('-')) addStdin(await readStdin(), gathered)
  return gathered
}

/** Files that run one after the other. */
function rows(found: Found[], { together, separate }: GatherOptions): FoundFile[][] {
  const seen = new Set<string>()
  const byPlace = new Map<string, FoundFile[]>()
  for (const file of found.flatMap(({ files }) => files)) {
    const path = resolve(file.path)
    if (seen.has(path)) continue
    seen.add(path)
    const alone = separate || !(file.numbered || together)
    const place = file.history ?? (alone ? path : `${file.place}/`)
    const row = byPlace.get(place)
    if (row) row.push(file)
    else byPlace.set(place, [file])
  }
  return [...byPlace.values()]
}

async function addSequence(files: FoundFile[], gathered: Gathered): Promise<void> {
  const history = files[0]?.history ?? null
  const wanted = new Map(files.map(({ path }) => [resolve(path), path]))
  const ordered = history === null ? files.map(({ path }) => path).sort(naturally) : upToLast(history, wanted)
  const scripts: LintScript[] = []
  for (const path of ordered) {
    const shown = shownPath(wanted.get(resolve(path)) ?? path)
    const silent = !wanted.has(resolve(path))
    const read = await readScript(path)
    if ('why' in read) {
      // A gap in the history is told, too: what follows is judged without it.
      gathered.problems.push({ path: shown, why: read.why })
    } else {
      if (!silent && read.sql.trim() === '') gathered.notes.push(`${shown} is empty.`)
      scripts.push({ name: shown, path: shown, sql: read.sql, silent })
    }
  }
  if (scripts.length > 0) gathered.sequences.push({ kind: history === null ? 'files' : 'history', scripts })
}

/** The migrations of the folder, up to the last one that was asked about, by name as Prisma sorts them. */
function upToLast(history: string, wanted: Map<string, string>): string[] {
  const last =
    [...wanted.keys()]
      .map((path) => basename(dirname(path)))
      .sort(byName)
      .at(-1) ?? ''
  return readdirSync(history)
    .filter((name) => byName(name, last) <= 0)
    .map((name) => join(history, name, 'migration.sql'))
    .filter((path) => wanted.has(path) || existsSync(path))
    .sort((a, b) => byName(basename(dirname(a)), basename(dirname(b))))
}

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function addStdin(
  read: Awaited<ReturnType<typeof readStdin>>,
  { sequences, problems, notes }: Gathered,
): void {
  const name = '<stdin>'
  if ('why' in read) problems.push({ path: name, why: read.why })
  else {
    if (read.sql.trim() === '') notes.push('Nothing came on stdin.')
    const scripts: Sequence['scripts'] = [{ name, path: name, sql: read.sql, silent: false }]
    sequences.push({ kind: 'files', scripts })
  }
}

/** Relative to the current folder where the file lies within. */
export function shownPath(path: string): string {
  const from = relative(process.cwd(), resolve(path))
  return from === '' || from.startsWith('..') ? path : from
}

import { realpath } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { noPast, type Origin, type Past } from '../../domain/past'
import { checksumsOf, readBlobs } from './git-blobs'
import { git } from './git-command'
import { type Commit, scriptCommits } from './git-log'
import { branchOf, firstAddOf } from './git-origin'
import { locate } from './locate'

export interface GitPast extends Past {
  /** Why nothing is known, in words; null: git answers, or there is no repository. */
  trouble: string | null
}

/**
 * What git knows of a project's migrations, on all branches, read when it is first asked and kept from then on: make a
 * new one to see new commits. Reads only, and runs nothing that the repository's configuration names. Never fails: the
 * past of a folder that is in no repository knows nothing.
 */
export async function gitPast(projectDirectory: string): Promise<GitPast> {
  const found = await repositoryOf(projectDirectory)
  if ('trouble' in found) return { ...noPast, trouble: found.trouble }
  const { repository, folder } = found
  // The project's own folder is quick to follow; everything else is only looked through when that does not help.
  const near = once(() => readHistory(repository, `:(top,literal)${folder}`))
  const wide = once(() => readHistory(repository, ':(top,glob)**/migration.sql'))
  return {
    trouble: null,
    text: async (migration, checksum) =>
      (await textIn(await near(), migration, checksum)) ?? (await textIn(await wide(), migration, checksum)),
    origin: async (migration) =>
      (await originIn(await near(), folder, migration)) ?? (await originIn(await wide(), folder, migration)),
  }
}

async function repositoryOf(
  projectDirectory: string,
): Promise<{ repository: string; folder: string } | { trouble: string | null }> {
  const place = await locate(projectDirectory, true).catch(() => null)
  const start = await realpath(projectDirectory).catch(() => null)
  if (place === null || start === null) return { trouble: null }
  const answer = await git(start.endsWith('.prisma') ? place.schemaFolder : start, [
    'rev-parse',
    '--show-toplevel',
  ])
  if (!answer.ok) return { trouble: troubleOf(answer.error) }
  const repository = await realpath(answer.output.toString('utf8').replace(/\n$/, ''))
  const migrations = await realpath(place.migrations).catch(() => place.migrations)
  return { repository, folder: relative(repository, migrations).split(sep).join('/') || '.' }
}

function troubleOf(error: string): string | null {
  if (/not a git repository|must be run in a work tree/.test(error)) return null
  if (error.includes('dubious ownership'))
    return 'Git refuses this folder, since it belongs to another user: allow it with git config --global --add safe.directory.'
  return `Git’s history could not be read: ${error.slice(0, 200)}`
}

interface History {
  repository: string
  /** Newest first. */
  commits: Commit[]
  /** Checksums, by either line ends, to the scripts that have them. */
  scripts(): Promise<Map<string, { blob: string; sql: string }>>
}

async function readHistory(repository: string, where: string): Promise<History> {
  const commits = await scriptCommits(repository, where)
  return { repository, commits, scripts: once(() => readScripts(repository, commits)) }
}

/** All that ever was, in one go: a folder may have had another name, so its name does not narrow it down. */
async function readScripts(repository: string, commits: Commit[]) {
  const changes = commits.flatMap((commit) => commit.changes)
  const blobs = new Set(
    changes.flatMap(({ before, after }) => [after, before]).filter((blob) => blob !== null),
  )
  const scripts = new Map<string, { blob: string; sql: string }>()
  for (const [blob, sql] of await readBlobs(repository, [...blobs]))
    for (const checksum of checksumsOf(sql)) scripts.set(checksum, { blob, sql })
  return scripts
}

async function textIn(history: History, migration: string, checksum: string) {
  const script = (await history.scripts()).get(checksum)
  return script ? { sql: script.sql, from: whereIs(history, migration, script.blob) } : null
}

/** The commit that brought this text, and the name it had where that was another. */
function whereIs({ commits }: History, migration: string, blob: string): string {
  const brought = commits.flatMap((commit) =>
    commit.changes.filter((change) => change.after === blob).map((change) => ({ commit, change })),
  )
  const own = brought.filter(({ change }) => change.migration === migration)
  const first = (own.length > 0 ? own : brought).at(-1)
  if (!first) return 'a commit that git no longer lists'
  const { commit, change } = first
  const name = change.migration === migration ? '' : `, where it is called ${change.migration}`
  return `commit ${commit.short} of ${commit.at.slice(0, 10)} by ${commit.author}: ${commit.subject}${name}`
}

async function originIn(history: History, folder: string, migration: string): Promise<Origin | null> {
  const commit = firstAddOf(history.commits, folder, migration)
  if (!commit) return null
  return {
    commit: commit.short,
    author: commit.author,
    at: new Date(commit.at).toISOString(),
    subject: commit.subject,
    branch: await branchOf(history.repository, history.commits, commit, migration),
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

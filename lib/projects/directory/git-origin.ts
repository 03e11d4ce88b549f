import { git } from './git-command'
import type { Commit } from './git-log'

/** The commit that brought a migration's folder in, followed back through moves of it. `commits`: newest first. */
export function firstAddOf(commits: Commit[], folder: string, migration: string): Commit | null {
  const own = `${folder === '.' ? '' : `${folder}/`}${migration}/migration.sql`
  const paths = new Set(commits.flatMap(({ changes }) => changes.map(({ path }) => path)))
  const others = [...paths].filter((path) => path !== own && path.endsWith(`/${migration}/migration.sql`))
  for (const path of [own, ...others]) {
    const commit = followed(commits, path)
    if (commit) return commit
  }
  return null
}

function followed(commits: Commit[], path: string): Commit | null {
  const passed = new Set<string>()
  let found: Commit | null = null
  for (let at = path; !passed.has(at); ) {
    passed.add(at)
    const adds = commits.filter(({ changes }) => changes.some((c) => c.path === at && c.status === 'A'))
    // A merge only passes on what another commit began, unless nobody else did.
    const first = adds.filter(({ parents }) => parents.length < 2).at(-1) ?? adds.at(-1)
    if (!first) break
    found = first
    const added = first.changes.find((change) => change.path === at)
    const moved = first.changes.find(
      (change) =>
        change.status === 'D' && change.before === added?.after && change.migration === added?.migration,
    )
    if (!moved) break
    at = moved.path
  }
  return found
}

/**
 * The branch that a commit's migration came from: by the merge that brought it to where we are, or the branches that
 * hold it as long as none did. Null: it was made right here, or nobody wrote the name down.
 */
export async function branchOf(
  repository: string,
  commits: Commit[],
  commit: Commit,
  migration: string,
): Promise<string | null> {
  const line = await currentLine(repository)
  if (line.has(commit.hash)) return null
  const merges = commits.filter(
    ({ parents, changes }) =>
      parents.length > 1 && changes.some((c) => c.status === 'A' && c.migration === migration),
  )
  const merge = merges.findLast(({ hash }) => line.has(hash)) ?? merges.at(-1)
  return (merge && mergedBranch(merge.subject)) ?? (await holdingBranch(repository, commit))
}

const lines = new Map<string, Promise<Set<string>>>()

/** The commits made on the current branch itself, merges included and what they merged not. */
async function currentLine(repository: string): Promise<Set<string>> {
  const head = await git(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  const key = `${repository} ${head.ok ? head.output.toString('latin1') : ''}`
  const known = lines.get(key)
  if (known) return known
  if (lines.size > 20) lines.clear()
  const read = git(repository, ['rev-list', '--first-parent', 'HEAD']).then(
    (answer) => new Set(answer.ok ? answer.output.toString('latin1').split('\n') : []),
  )
  lines.set(key, read)
  return read
}

/** What git, GitHub, GitLab and Bitbucket write when they merge. */
function mergedBranch(subject: string): string | null {
  const patterns = [
    /^Merge (?:remote-tracking )?branch(?:es)? '([^']+)'/,
    /^Merge pull request #\d+ (?:in \S+ )?from (\S+)/,
    /^Merged (?:in )?(\S+) \(pull request #\d+\)/,
    /^Merge (?:commit|tag) '([^']+)'/,
  ]
  for (const pattern of patterns) {
    const name = pattern.exec(subject)?.[1]
    if (name) return name
  }
  return null
}

async function holdingBranch(repository: string, { hash }: Commit): Promise<string | null> {
  const answer = await git(repository, [
    'for-each-ref',
    '--contains',
    hash,
    '--sort=-committerdate',
    '--format=%(HEAD)%(refname:short)',
    'refs/heads',
    'refs/remotes',
  ])
  const names = answer.ok ? answer.output.toString('utf8').split('\n').filter(Boolean) : []
  // Where we are holds it by a merge that nobody named.
  if (names.some((name) => name.startsWith('*'))) return null
  const own = names.map((name) => name.trim()).filter((name) => !name.endsWith('/HEAD'))
  return own[0] ?? null
}

import { git } from './git-command'

export interface Commit {
  hash: string
  short: string
  author: string
  /** ISO 8601. */
  at: string
  parents: string[]
  subject: string
  changes: ScriptChange[]
}

/** What a commit did to a script; a merge is compared with its first parent. */
export interface ScriptChange {
  status: 'A' | 'M' | 'D' | 'T'
  /** Relative to the repository, with `/`. */
  path: string
  /** Folder that holds the script: the migration's name. */
  migration: string
  /** Blobs before and after; null: there was none, there is none. */
  before: string | null
  after: string | null
}

/**
 * Every commit, on any branch, that changed a `migration.sql` under `where` (a pathspec); newest first. Also those that
 * only the reflog remembers, since an amended commit is where an edited migration was applied from.
 */
export async function scriptCommits(repository: string, where: string): Promise<Commit[]> {
  const listing = [
    'log',
    '--all',
    '--full-history',
    '--show-pulls',
    '--diff-merges=first-parent',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-show-signature',
    '--raw',
    '--no-abbrev',
    '-z',
    '--format=%x01%H%x1f%an%x1f%aI%x1f%P%x1f%s',
  ]
  const all = await git(repository, [...listing, '--reflog', '--', where])
  // A reflog may name commits that are pruned by now.
  const answer = all.ok ? all : await git(repository, [...listing, '--', where])
  return answer.ok ? parse(answer.output.toString('utf8')) : []
}

function parse(output: string): Commit[] {
  const commits: Commit[] = []
  const tokens = output.split('\0')
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at]?.trimStart() ?? ''
    if (token.startsWith('\x01')) commits.push(commitOf(token.slice(1)))
    else if (token.startsWith(':')) {
      at += 1
      const change = changeOf(token, tokens[at] ?? '')
      if (change) commits.at(-1)?.changes.push(change)
    }
  }
  return commits
}

function commitOf(text: string): Commit {
  const [hash = '', author = '', at = '', parents = '', ...subject] = text.trimEnd().split('\x1f')
  return {
    hash,
    short: hash.slice(0, 10),
    author,
    at,
    parents: parents.split(' ').filter(Boolean),
    subject: subject.join(' '),
    changes: [],
  }
}

function changeOf(raw: string, path: string): ScriptChange | null {
  const [, , before = '', after = '', status = ''] = raw.split(' ')
  const names = path.split('/')
  if (names.pop() !== 'migration.sql') return null
  return {
    status: status[0] as ScriptChange['status'],
    path,
    migration: names.pop() ?? '',
    before: blob(before),
    after: blob(after),
  }
}

function blob(hash: string): string | null {
  return /^0*$/.test(hash) ? null : hash
}

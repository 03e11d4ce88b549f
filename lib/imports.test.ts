import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(__dirname, '..')

/** Who may import whom. A folder may always import itself; `*` is any package, a list names the allowed ones. */
const table: Record<string, { folders: string[]; packages: '*' | string[] }> = {
  'lib/domain': { folders: [], packages: ['zod', 'node:crypto'] },
  'lib/sql': { folders: ['lib/domain'], packages: ['libpg-query'] },
  'lib/risk': { folders: ['lib/domain', 'lib/sql'], packages: ['libpg-query'] },
  'lib/databases': { folders: ['lib/domain', 'lib/sql'], packages: '*' },
  'lib/engines': {
    folders: ['lib/domain', 'lib/sql', 'lib/risk', 'lib/databases'],
    packages: '*',
  },
  'lib/snapshots': {
    folders: ['lib/domain', 'lib/sql', 'lib/databases', 'lib/engines'],
    packages: '*',
  },
  'lib/resolutions': { folders: ['lib/domain', 'lib/sql', 'lib/databases', 'lib/engines'], packages: '*' },
  // The safe way: from findings to new migrations, tried on shadows.
  'lib/recipes': {
    folders: ['lib/domain', 'lib/sql', 'lib/risk', 'lib/databases', 'lib/engines'],
    packages: '*',
  },
  'lib/projects': { folders: ['lib/domain'], packages: '*' },
  'lib/runs': {
    folders: ['lib/domain', 'lib/sql', 'lib/risk', 'lib/databases', 'lib/engines', 'lib/snapshots'],
    packages: '*',
  },
  'lib/store': { folders: ['lib/domain'], packages: '*' },
  'lib/composition': {
    folders: [
      'domain',
      'risk',
      'databases',
      'engines',
      'resolutions',
      'recipes',
      'snapshots',
      'projects',
      'runs',
      'store',
    ].map((f) => `lib/${f}`),
    packages: '*',
  },
  'lib/operations': {
    folders: [
      'domain',
      'sql',
      'risk',
      'databases',
      'engines',
      'resolutions',
      'recipes',
      'snapshots',
      'projects',
      'runs',
      'store',
      'composition',
    ].map((f) => `lib/${f}`),
    packages: '*',
  },
  'lib/queries': {
    folders: [
      'lib/domain',
      'lib/sql',
      'lib/risk',
      'lib/engines',
      'lib/store',
      'lib/composition',
      'lib/operations',
    ],
    packages: '*',
  },
  'lib/actions': {
    folders: ['lib/domain', 'lib/composition', 'lib/operations'],
    packages: ['zod'],
  },
  'lib/runner': {
    folders: [
      'domain',
      'databases',
      'engines',
      'snapshots',
      'runs',
      'store',
      'composition',
      'operations',
    ].map((f) => `lib/${f}`),
    packages: '*',
  },
  // The terminal works without a control database.
  'lib/cli': {
    folders: [
      'domain',
      'sql',
      'risk',
      'databases',
      'engines',
      'resolutions',
      'recipes',
      'snapshots',
      'projects',
      'runs',
      'composition',
    ].map((f) => `lib/${f}`),
    packages: '*',
  },
  'lib/benchmark': {
    folders: ['domain', 'sql', 'risk', 'databases', 'engines', 'snapshots', 'runs'].map((f) => `lib/${f}`),
    packages: '*',
  },
  // Provokes faults on real servers, and judges what came of them.
  'lib/faults': {
    folders: ['domain', 'databases', 'engines', 'snapshots', 'runs', 'runner', 'store', 'composition'].map(
      (f) => `lib/${f}`,
    ),
    packages: '*',
  },
  'lib/sample': {
    folders: ['lib/domain', 'lib/databases', 'lib/engines', 'lib/store', 'lib/composition', 'lib/operations'],
    packages: '*',
  },
  'lib/launch': {
    folders: [
      'lib/domain',
      'lib/databases',
      'lib/engines',
      'lib/store',
      'lib/composition',
      'lib/operations',
      'lib/sample',
    ],
    packages: '*',
  },
  components: { folders: ['lib/domain', 'lib/actions'], packages: '*' },
  app: {
    folders: ['components', 'lib/domain', 'lib/queries', 'lib/actions', 'lib/composition'],
    packages: '*',
  },
}

const files = [...walk('lib'), ...walk('components'), ...walk('app')].filter(
  (file) => /\.tsx?$/.test(file) && !file.includes('lib/store/generated/'),
)

describe('imports', () => {
  it('reads a tree that is worth checking', () => {
    expect(files.length).toBeGreaterThan(100)
  })

  it('stay within the table', () => {
    expect(files.filter(isProduct).flatMap(forbidden)).toEqual([])
  })

  it('bring `server-only` into queries and actions alone', () => {
    const users = files.filter((file) => importsOf(file).includes('server-only'))
    expect(users.filter((file) => !/^lib\/(queries|actions)\//.test(file))).toEqual([])
  })

  it('never lead a client component to what only a server holds', () => {
    const clients = files.filter((file) => /^['"]use client['"]/.test(read(file)))
    const wrong = clients.flatMap((file) =>
      importsOf(file)
        .filter((name) =>
          /^node:|^pg$|lib\/(queries|store|databases|engines|composition|operations|runs|snapshots)\//.test(
            target(file, name),
          ),
        )
        .map((name) => `${file} → ${name}`),
    )
    expect(wrong).toEqual([])
  })
})

function isProduct(file: string): boolean {
  return !/\.test\.tsx?$/.test(file) && !/\/testing\/|test-|vitest\.config|server-only-in-tests/.test(file)
}

function forbidden(file: string): string[] {
  const home = folderOf(file)
  const rule = home === null ? undefined : table[home]
  if (home === null || !rule) return [`${file} is in no folder of the table`]
  return importsOf(file).flatMap((name) => {
    const to = target(file, name)
    if (!to.includes('/') || !existsInTree(to)) {
      const allowed = rule.packages === '*' || rule.packages.includes(name)
      return allowed ? [] : [`${file} → ${name}`]
    }
    const folder = folderOf(to)
    if (folder === home || (folder !== null && rule.folders.includes(folder))) return []
    return [`${file} → ${to}`]
  })
}

/** The path in the tree that an import leads to, else the name itself. */
function target(file: string, name: string): string {
  if (name.startsWith('@/')) return name.slice(2)
  if (name.startsWith('.')) return relative(root, resolve(root, dirname(file), name))
  return name
}

function existsInTree(path: string): boolean {
  return /^(lib|components|app)\//.test(path)
}

function folderOf(path: string): string | null {
  const match = /^(lib\/[^/]+|components|app)\//.exec(path)
  return match?.[1] ?? null
}

function importsOf(file: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'"\n]*(?:\n[^'"]*?)?from\s+['"]([^'"]+)['"]|(?:^|\n)import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  return [...read(file).matchAll(pattern)].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? [])
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function walk(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`
    return statSync(join(root, path)).isDirectory() ? walk(path) : [path]
  })
}

import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { CapturedRevision } from '../source'
import { directorySource } from './directory-source'

const schema = 'datasource db {\n  provider = "postgresql"\n}\n\nmodel Item {\n  id Int @id\n}\n'
const lock = 'provider = "postgresql"\n'
const first = '20240101000000_first'
let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'headgate-project-'))
})

function write(files: Record<string, string | Buffer>) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

/** Schema at `at`, and a history of one migration in `migrations`. */
function project(at: string, migrations: string) {
  return {
    [at]: schema,
    [`${migrations}/migration_lock.toml`]: lock,
    [`${migrations}/${first}/migration.sql`]: 'CREATE TABLE "Item" ("id" INTEGER);\n',
  }
}

async function captured(path = root): Promise<CapturedRevision> {
  const result = await directorySource.capture(path)
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.why}`)
  return result.value
}

async function refused(path = root) {
  const result = await directorySource.capture(path)
  if (result.ok) throw new Error('It was captured.')
  return result.failure
}

test.each([
  ['prisma/schema.prisma', project('prisma/schema.prisma', 'prisma/migrations')],
  ['schema.prisma', project('schema.prisma', 'migrations')],
  ['a schema folder, migrations inside', project('prisma/schema/main.prisma', 'prisma/schema/migrations')],
  ['a schema folder, migrations beside', project('prisma/schema/main.prisma', 'prisma/migrations')],
  [
    'package.json',
    { ...project('db/my.prisma', 'db/migrations'), 'package.json': '{"prisma":{"schema":"db/my.prisma"}}' },
  ],
  ['the only one of a workspace', project('apps/api/prisma/schema.prisma', 'apps/api/prisma/migrations')],
  [
    'prisma.config.ts',
    {
      ...project('data/schema.prisma', 'history'),
      'prisma.config.ts': `// schema: 'wrong.prisma'
        export default defineConfig({ migrations: { path: "./history", seed: 'tsx seed.ts' },
          datasource: { url: env('DATABASE_URL') }, schema: path.join('data', 'schema.prisma') })`,
    },
  ],
])('finds a project by %s', async (_name, files) => {
  write(files)
  const revision = await captured()
  expect(revision.schemaFiles.map((file) => file.content)).toEqual([schema])
  expect(revision.migrations.map((migration) => migration.name)).toEqual([first])
})

test('takes a schema file by its own path, and names the project after its folder', async () => {
  write(project('shop/prisma/schema.prisma', 'shop/prisma/migrations'))
  const revision = await captured(join(root, 'shop/prisma/schema.prisma'))
  expect(revision.migrations).toHaveLength(1)
  expect(revision.found?.name).toBe('shop')
})

test('never runs prisma.config.ts, and says what it did not understand', async () => {
  write({
    ...project('prisma/schema.prisma', 'prisma/migrations'),
    'prisma.config.ts': `import { writeFileSync } from 'node:fs'
      writeFileSync('${root}/ran', '')
      export default { schema: process.env.SCHEMA ?? 'x', migrations: { path: folder() } }`,
  })
  const revision = await captured()
  expect(revision.notes).toEqual([
    expect.stringContaining('computes migrations.path'),
    expect.stringContaining('computes schema'),
  ])
  expect(revision.migrations).toHaveLength(1)
  expect((await directorySource.capture(join(root, 'ran'))).ok).toBe(false)
})

test('the checksum is of the bytes, and the digest of all contents and nothing else', async () => {
  const sql = "SELECT 1;\r\nSELECT 'ä';\r\n"
  write({
    'schema.prisma': schema,
    'migrations/migration_lock.toml': lock,
    [`migrations/${first}/migration.sql`]: sql,
  })
  const before = await captured()
  expect(before.migrations[0]?.checksum).toBe(createHash('sha256').update(Buffer.from(sql)).digest('hex'))
  expect(before.migrations[0]?.sql).toBe(sql)
  write({ 'README.md': 'unrelated' })
  expect((await captured()).digest).toBe(before.digest)
  write({ [`migrations/${first}/migration.sql`]: `${sql} ` })
  const edited = await captured()
  expect(edited.digest).not.toBe(before.digest)
  write({ 'schema.prisma': `${schema}\n` })
  expect((await captured()).digest).not.toBe(edited.digest)
})

test('sorts migrations by name, and leaves out what is no folder', async () => {
  write({ 'schema.prisma': schema, 'migrations/migration_lock.toml': lock, 'migrations/notes.md': 'x' })
  for (const name of ['2_b', '10_c', '1_a']) write({ [`migrations/${name}/migration.sql`]: 'SELECT 1' })
  expect((await captured()).migrations.map((migration) => migration.name)).toEqual(['10_c', '1_a', '2_b'])
})

test('a project without migrations yet is one, and says so', async () => {
  write({ 'schema.prisma': schema })
  const revision = await captured()
  expect(revision.migrations).toEqual([])
  expect(revision.notes.join()).toContain('no migrations')
})

test('asks which one when a workspace has several', async () => {
  write({
    ...project('apps/api/prisma/schema.prisma', 'apps/api/prisma/migrations'),
    'packages/db/schema.prisma': schema,
  })
  const failure = await refused()
  expect(failure.code).toBe('project_not_found')
  expect(failure.why).toContain('apps/api, packages/db')
  expect(failure.meta.candidates).toEqual([join(root, 'apps/api'), join(root, 'packages/db')])
})

test.each<[string, Record<string, string | Buffer>, string, string]>([
  ['an empty folder', { 'readme.md': '' }, 'project_not_found', 'prisma/schema.prisma'],
  [
    'a schema that package.json names in vain',
    { 'package.json': '{"prisma":{"schema":"x.prisma"}}' },
    'project_not_found',
    'x.prisma',
  ],
  ['MySQL', { 'schema.prisma': schema.replace('postgresql', 'mysql') }, 'provider_unsupported', 'mysql'],
  [
    'SQLite in the lock file',
    { 'schema.prisma': schema, 'migrations/migration_lock.toml': 'provider = "sqlite"' },
    'provider_unsupported',
    'sqlite',
  ],
  [
    'a schema without a datasource',
    { 'schema.prisma': '// datasource db { provider = "postgresql" }' },
    'project_unreadable',
    'no datasource',
  ],
  [
    'two datasources',
    { 'schema/a.prisma': schema, 'schema/b.prisma': schema },
    'project_unreadable',
    '2 datasource blocks',
  ],
  [
    'a migration without its script',
    { 'schema.prisma': schema, [`migrations/${first}/readme.md`]: '' },
    'project_unreadable',
    'holds no migration.sql',
  ],
  [
    'Latin-1',
    { 'schema.prisma': schema, [`migrations/${first}/migration.sql`]: Buffer.from('-- caf\xe9', 'latin1') },
    'project_unreadable',
    'not UTF-8',
  ],
  ['UTF-16', { 'schema.prisma': Buffer.from(schema, 'utf16le') }, 'project_unreadable', 'NUL'],
])('refuses %s and says why', async (_name, files, code, why) => {
  write(files)
  const failure = await refused()
  expect(failure.code).toBe(code)
  expect(failure.why).toContain(why)
})

test('refuses a script of 50 MB without reading it', async () => {
  write(project('schema.prisma', 'migrations'))
  truncateSync(join(root, `migrations/${first}/migration.sql`), 50 * 1024 * 1024)
  const failure = await refused()
  expect(failure.code).toBe('project_unreadable')
  expect(failure.why).toContain('50.0 MB')
})

test('follows links, and neither loops nor hangs in them', async () => {
  write({ 'prisma/schema/main.prisma': schema })
  symlinkSync('..', join(root, 'prisma/schema/up'))
  symlinkSync('.', join(root, 'prisma/schema/self'))
  expect((await captured()).schemaFiles.map((file) => file.path)).toContain('main.prisma')
  symlinkSync('round.prisma', join(root, 'prisma/schema/round.prisma'))
  const failure = await refused()
  expect(failure).toMatchObject({
    code: 'project_unreadable',
    why: expect.stringContaining('leads back to itself'),
  })
})

test('follows no link out of the project, nor to another kind of file', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'headgate-elsewhere-'))
  for (const name of ['secret.key', 'dump.sql', 'other.prisma'])
    writeFileSync(join(elsewhere, name), 'hidden')
  write({ ...project('prisma/schema/main.prisma', 'prisma/migrations'), '.env': 'hidden' })
  const link = join(root, 'prisma/migrations/20250101000000_link')
  mkdirSync(link)
  const script = join(link, 'migration.sql')
  for (const target of [join(elsewhere, 'secret.key'), join(elsewhere, 'dump.sql'), '../../../.env']) {
    symlinkSync(target, script)
    const failure = await refused()
    expect(failure).toMatchObject({ code: 'project_unreadable', why: expect.stringContaining('is a link') })
    expect(JSON.stringify(failure)).not.toContain('hidden')
    rmSync(script)
  }
  rmSync(link, { recursive: true })
  symlinkSync(elsewhere, join(root, 'prisma/schema/linked'))
  expect((await refused()).why).toContain('leads out')
})

test('follows links within a repository, and to a folder that is a link itself', async () => {
  write({ ...project('apps/shop/prisma/schema.prisma', 'packages/db/migrations'), '.git/HEAD': 'x' })
  symlinkSync('../../../packages/db/migrations', join(root, 'apps/shop/prisma/migrations'))
  symlinkSync('apps/shop', join(root, 'current'))
  expect((await captured(join(root, 'current'))).migrations).toHaveLength(1)
})

test('refuses relative paths and what is not there', async () => {
  expect((await refused('shop')).why).toContain('full path')
  expect((await refused(join(root, 'nowhere'))).why).toContain('nothing at')
})

test.skipIf(process.getuid?.() === 0)('names a file that may not be read', async () => {
  write({ 'schema.prisma': schema })
  chmodSync(join(root, 'schema.prisma'), 0)
  expect((await refused()).why).toContain('may not be read')
})

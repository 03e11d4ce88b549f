import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { CapturedRevision } from '../source'
import { asNobody } from './as-nobody-for-tests'
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

test('a package that only configures Prisma does not make a workspace have several', async () => {
  const config = `export default defineConfig({ migrations: { seed: 'tsx seed.ts' } })`
  write({
    ...project('packages/db/prisma/schema.prisma', 'packages/db/prisma/migrations'),
    'apps/web/prisma.config.ts': config,
  })
  const revision = await captured()
  expect(revision.found?.schema).toBe(join(root, 'packages/db/prisma/schema.prisma'))
  expect(revision.notes).toEqual(['Found in packages/db.'])
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
    'schema_unreadable',
    'no datasource',
  ],
  [
    'two datasources',
    { 'schema/a.prisma': schema, 'schema/b.prisma': schema },
    'schema_unreadable',
    '2 datasource blocks',
  ],
  [
    'a migration without its script',
    { 'schema.prisma': schema, [`migrations/${first}/readme.md`]: '' },
    'migration_without_script',
    'holds no migration.sql',
  ],
  [
    'a folder in the place of a script',
    { 'schema.prisma': schema, [`migrations/${first}/migration.sql/x`]: '' },
    'project_unreadable',
    'is not a file',
  ],
  [
    'a history of the experimental migrate',
    { 'schema.prisma': schema, 'migrations/20201220171143-init/steps.json': '{}' },
    'migration_without_script',
    'Prisma 2.12 and older',
  ],
  [
    'an archive among the migrations',
    { 'schema.prisma': schema, [`migrations/old/${first}/migration.sql`]: '' },
    'migration_without_script',
    `old holds no migration.sql, only folders that do (${first})`,
  ],
  [
    'Latin-1',
    {
      'schema.prisma': schema,
      [`migrations/${first}/migration.sql`]: Buffer.from('--\n-- caf\xe9\n', 'latin1'),
    },
    'file_not_text',
    'migration.sql is not UTF-8, at byte 9 (0xe9, line 2).',
  ],
  [
    'a letter that is cut at the end',
    { 'schema.prisma': schema, [`migrations/${first}/migration.sql`]: Buffer.from('-- \xe2\x82', 'latin1') },
    'file_not_text',
    'is not UTF-8, at byte 3 (0xe2, line 1)',
  ],
  [
    'a NUL byte',
    { 'schema.prisma': schema, [`migrations/${first}/migration.sql`]: 'SELECT 1;\n\0SELECT 2;' },
    'file_not_text',
    'holds a NUL byte, at byte 10 (0x00, line 2)',
  ],
  [
    'UTF-16',
    { 'schema.prisma': Buffer.from(schema, 'utf16le') },
    'file_not_text',
    'UTF-16 (little endian): convert',
  ],
  [
    'UTF-16 with its mark',
    { 'schema.prisma': Buffer.from(`\ufeff${schema}`, 'utf16le').swap16() },
    'file_not_text',
    'UTF-16 (big endian): convert',
  ],
  [
    'migrations of another provider',
    { 'schema.prisma': schema, 'migrations/migration_lock.toml': '# x\r\nprovider = "mysql"\r\n' },
    'provider_unsupported',
    'migration_lock.toml says provider = "mysql", and the schema postgresql',
  ],
  [
    'a list of providers without PostgreSQL',
    { 'schema.prisma': schema.replace('"postgresql"', '["sqlite", "mysql"]') },
    'provider_unsupported',
    'sqlite, mysql',
  ],
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
  expect(failure.code).toBe('file_too_large')
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
    code: 'link_refused',
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
    expect(failure).toMatchObject({ code: 'link_refused', why: expect.stringContaining('is a link') })
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

test('names a file, or a folder, that may not be read', async () => {
  write(project('schema.prisma', 'migrations'))
  chmodSync(root, 0o755)
  for (const path of ['schema.prisma', `migrations/${first}/migration.sql`, 'migrations']) {
    chmodSync(join(root, path), 0)
    const failure = await asNobody(() => refused())
    expect(failure).toMatchObject({
      code: 'project_unreadable',
      why: expect.stringMatching(`${join(root, path)}.* may not be read by Headgate`),
    })
    chmodSync(join(root, path), 0o755)
  }
})

test.each<[string, Record<string, string>, string]>([
  ['no lock file', { 'migrations/1_a/migration.sql': 'SELECT 1' }, 'There is no migration_lock.toml'],
  ['a lock file of garbage', { 'migrations/migration_lock.toml': '<<<<<<< HEAD\r\n' }, 'names no provider'],
  [
    'no datasource, where the lock file says enough',
    { 'migrations/migration_lock.toml': "provider = 'postgresql'\r\n", 'schema.prisma': 'model A {' },
    'schema.prisma has no datasource block; migration_lock.toml says postgresql',
  ],
  [
    'a provider from a variable',
    { 'schema.prisma': 'datasource db {\n  provider = env("PROVIDER")\n}\n' },
    'takes its provider from a variable',
  ],
  [
    'several providers',
    { 'schema.prisma': 'datasource db {\n  provider = ["sqlite", "postgresql"]\n}\n' },
    'names several providers',
  ],
  ['an empty script', { 'migrations/1_a/migration.sql': '\r\n' }, '1_a is empty'],
  ['a byte order mark', { 'migrations/1_a/migration.sql': '\ufeffSELECT 1' }, 'byte order mark'],
  [
    'names that are one elsewhere',
    { 'migrations/1_Ä/migration.sql': '', 'migrations/1_a\u0308/migration.sql': '' },
    'elsewhere they are one folder',
  ],
])('reads a project with %s, and says so', async (_name, files, note) => {
  write({ 'schema.prisma': schema, ...files })
  expect((await captured()).notes.join('\n')).toContain(note)
})

test('takes names as they are, as long as the file system allows', async () => {
  const names = ['2024 with spaces', '2024_日本語', `2024_${'n'.repeat(250)}`, '2024_..', "2024_'; DROP"]
  for (const name of names) write({ [`migrations/${name}/migration.sql`]: `-- ${name}` })
  write({ 'schema.prisma': schema })
  const { migrations } = await captured()
  expect(migrations.map(({ name }) => name)).toEqual(names.toSorted())
  for (const { name, sql } of migrations) expect(sql).toBe(`-- ${name}`)
})

test('overlooks files beside scripts, hidden folders, and links as Prisma does', async () => {
  write({
    ...project('schema.prisma', 'migrations'),
    [`migrations/${first}/down.sql`]: 'DROP TABLE x',
    [`migrations/${first}/data/rows.csv`]: '1',
    'migrations/.idea/x': '',
    'elsewhere/migration.sql': 'SELECT 1',
  })
  symlinkSync('../elsewhere', join(root, 'migrations/9_link'))
  symlinkSync('nowhere', join(root, 'migrations/9_dangling'))
  symlinkSync('9_loop', join(root, 'migrations/9_loop'))
  const { migrations, notes } = await captured()
  expect(migrations.map(({ name }) => name)).toEqual([first])
  expect(notes).toEqual([expect.stringContaining('9_dangling, 9_link, 9_loop beside the migrations')])
})

test('a link to nothing in the place of a script is named', async () => {
  write({ 'schema.prisma': schema, 'migrations/1_a/x': '' })
  symlinkSync('nowhere', join(root, 'migrations/1_a/migration.sql'))
  expect(await refused()).toMatchObject({ code: 'migration_without_script' })
})

test('reads hundreds of migrations anew each time', async () => {
  write({ 'schema.prisma': schema, 'migrations/migration_lock.toml': lock })
  for (let at = 0; at < 820; at += 1)
    write({ [`migrations/${10_000 + at}_m/migration.sql`]: `SELECT ${at};\n`.repeat(20) })
  const started = performance.now()
  const before = await captured()
  expect(performance.now() - started).toBeLessThan(2_000)
  expect(before.migrations.map(({ name }) => name)).toEqual(
    before.migrations.map(({ name }) => name).toSorted(),
  )
  expect(before.migrations).toHaveLength(820)
  write({ 'migrations/10400_m/migration.sql': 'SELECT 0;' })
  const after = await captured()
  expect(after.digest).not.toBe(before.digest)
  expect(after.migrations[400]?.sql).toBe('SELECT 0;')
})

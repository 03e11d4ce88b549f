import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { FileChange } from '../../domain/file-change'
import { asNobody } from './as-nobody-for-tests'
import { directorySource } from './directory-source'

const schema = 'datasource db {\n  provider = "postgresql"\n}\n'
const first = '20240101000000_first'
const second = '20240102000000_second'
let root: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'headgate-write-')))
  chmodSync(root, 0o755)
})

function files(contents: Record<string, string>) {
  for (const [path, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

function project() {
  files({
    'prisma/schema.prisma': schema,
    'prisma/migrations/migration_lock.toml': 'provider = "postgresql"\n',
    [`prisma/migrations/${first}/migration.sql`]: 'SELECT 1;\n',
  })
}

const at = (path: string) => join(root, 'prisma/migrations', path)
const sha = (text: string) => createHash('sha256').update(text).digest('hex')

/** All files under the root with their contents: what was written, and what was left behind. */
function tree(folder = root): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return [[`${path}/`, ''] as const, ...Object.entries(tree(path))]
    return [[path, readFileSync(path, 'utf8')] as const]
  })
  return Object.fromEntries(entries)
}

const create = (path: string, content = 'SELECT 2;\n'): FileChange => ({
  change: 'write',
  path,
  content,
  replaces: null,
})

test('writes new migrations, replaces known files, renames folders, and says what it changed', async () => {
  project()
  chmodSync(at(`${first}/migration.sql`), 0o640)
  const changes: FileChange[] = [
    { change: 'write', path: `${first}/migration.sql`, content: 'SELECT 0;\n', replaces: sha('SELECT 1;\n') },
    { change: 'rename', from: first, to: second },
    create('20240103000000_third/migration.sql'),
  ]
  expect(await directorySource.write(root, changes)).toEqual({
    ok: true,
    value: { written: [`${first}/migration.sql`, second, '20240103000000_third/migration.sql'] },
  })
  expect(readdirSync(at('')).sort()).toEqual([second, '20240103000000_third', 'migration_lock.toml'])
  expect(readFileSync(at(`${second}/migration.sql`), 'utf8')).toBe('SELECT 0;\n')
  expect(statSync(at(`${second}/migration.sql`)).mode & 0o777).toBe(0o640)
  expect(readFileSync(at('20240103000000_third/migration.sql'), 'utf8')).toBe('SELECT 2;\n')
})

test('a second time nothing is left to do', async () => {
  project()
  const changes: FileChange[] = [
    { change: 'rename', from: first, to: second },
    {
      change: 'write',
      path: `${second}/migration.sql`,
      content: 'SELECT 9;\n',
      replaces: sha('SELECT 1;\n'),
    },
  ]
  expect(await directorySource.write(root, changes)).toMatchObject({ ok: true })
  const after = tree()
  expect(after[at(`${second}/migration.sql`)]).toBe('SELECT 9;\n')
  expect(await directorySource.write(root, changes)).toEqual({ ok: true, value: { written: [] } })
  expect(tree()).toEqual(after)
})

test('renames that make room for each other are one change', async () => {
  project()
  files({ [`prisma/migrations/${second}/migration.sql`]: 'SELECT 2;\n' })
  const changes: FileChange[] = [
    { change: 'rename', from: second, to: '20240103000000_third' },
    { change: 'rename', from: first, to: second },
  ]
  expect(await directorySource.write(root, changes)).toMatchObject({ ok: true })
  expect(readFileSync(at(`${second}/migration.sql`), 'utf8')).toBe('SELECT 1;\n')
  expect(readFileSync(at('20240103000000_third/migration.sql'), 'utf8')).toBe('SELECT 2;\n')
})

test.each<[string, FileChange, string]>([
  ['a file that is there', create(`${first}/migration.sql`), 'is there already'],
  [
    'a file that was changed',
    { change: 'write', path: `${first}/migration.sql`, content: 'x', replaces: sha('SELECT 0;\n') },
    'was changed in the meantime',
  ],
  [
    'a file that is gone',
    { change: 'write', path: `${second}/migration.sql`, content: 'x', replaces: sha('SELECT 1;\n') },
    'not there any more',
  ],
  ['a folder that is gone', { change: 'rename', from: 'gone', to: 'new' }, 'no migration gone any more'],
  ['a name that is taken', { change: 'rename', from: first, to: 'taken' }, 'a migration taken already'],
])('refuses %s, and changes nothing', async (_name, change, why) => {
  project()
  files({ 'prisma/migrations/taken/migration.sql': '' })
  const before = tree()
  const result = await directorySource.write(root, [create('20240109000000_new/migration.sql'), change])
  expect(result).toMatchObject({
    ok: false,
    failure: { code: 'files_changed', why: expect.stringContaining(why) },
  })
  expect(tree()).toEqual(before)
})

test.each([
  '../evil/migration.sql',
  '/etc/passwd',
  `${first}/../../../evil.sql`,
  `${first}/./migration.sql`,
  '..\\evil\\migration.sql',
  'C:/evil.sql',
  '.hidden/migration.sql',
  'loose.sql',
  `${'n'.repeat(256)}/migration.sql`,
  'a\u0000b/migration.sql',
])('never writes to %j', async (path) => {
  project()
  const before = tree()
  const result = await directorySource.write(root, [create(path)])
  expect(result).toMatchObject({ ok: false, failure: { code: 'invalid_input' } })
  expect(tree()).toEqual(before)
})

test('never writes through a symbolic link', async () => {
  project()
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'headgate-elsewhere-')))
  writeFileSync(join(elsewhere, 'migration.sql'), 'hidden')
  symlinkSync(elsewhere, at('linked'))
  mkdirSync(at('inner'))
  symlinkSync(join(elsewhere, 'migration.sql'), at('inner/migration.sql'))
  const through: FileChange[] = [
    create('linked/new.sql'),
    { change: 'write', path: 'linked/migration.sql', content: 'x', replaces: sha('hidden') },
    { change: 'write', path: 'inner/migration.sql', content: 'x', replaces: sha('hidden') },
    { change: 'rename', from: 'linked', to: 'moved' },
  ]
  for (const change of through) {
    const result = await directorySource.write(root, [change])
    expect(result).toMatchObject({
      ok: false,
      failure: { code: 'files_changed', why: expect.stringContaining('symbolic link') },
    })
  }
  expect(readdirSync(elsewhere)).toEqual(['migration.sql'])
  expect(readFileSync(join(elsewhere, 'migration.sql'), 'utf8')).toBe('hidden')
})

test('writes into no migrations folder that is a link out of the project', async () => {
  files({ 'prisma/schema.prisma': schema })
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'headgate-elsewhere-')))
  symlinkSync(elsewhere, join(root, 'prisma/migrations'))
  const result = await directorySource.write(root, [create(`${first}/migration.sql`)])
  expect(result).toMatchObject({ ok: false, failure: { why: expect.stringContaining('leads out') } })
  expect(readdirSync(elsewhere)).toEqual([])
})

test('starts the migrations folder of a schema that has none', async () => {
  files({ 'prisma/schema.prisma': schema })
  const result = await directorySource.write(root, [create(`${first}/migration.sql`)])
  expect(result).toEqual({ ok: true, value: { written: [`${first}/migration.sql`, 'migration_lock.toml'] } })
  const captured = await directorySource.capture(root)
  expect(captured).toMatchObject({ ok: true, value: { migrations: [{ name: first }], notes: [] } })
})

test('starts a project in a folder that holds none', async () => {
  files({ 'package.json': '{}' })
  const refused = await directorySource.capture(root)
  // Failures go to browsers: no more than words.
  expect(refused.ok ? null : refused.failure).toMatchObject({ code: 'project_not_found' })
  expect(refused.ok ? null : refused.failure.meta).toEqual({})
  const empty = await directorySource.capture(root, { allowEmpty: true })
  expect(empty).toMatchObject({
    ok: true,
    value: {
      schemaFiles: [],
      migrations: [],
      found: { schema: join(root, 'prisma/schema.prisma'), migrations: join(root, 'prisma/migrations') },
      notes: [expect.stringContaining('no Prisma project yet'), expect.stringContaining('no migrations')],
    },
  })
  const changes: FileChange[] = [
    create(`${first}/migration.sql`),
    { change: 'write', base: 'schema', path: 'schema.prisma', content: schema, replaces: null },
  ]
  expect(await directorySource.write(root, changes)).toMatchObject({ ok: true })
  const captured = await directorySource.capture(root)
  expect(captured).toMatchObject({
    ok: true,
    value: { schemaFiles: [{ path: 'schema.prisma', content: schema }], migrations: [{ name: first }] },
  })
})

test('starts a project where its configuration says', async () => {
  files({
    'prisma.config.ts': `export default { schema: 'db/models', migrations: { path: 'db/history' } }`,
  })
  const changes: FileChange[] = [
    create(`${first}/migration.sql`),
    { change: 'write', base: 'schema', path: 'main.prisma', content: schema, replaces: null },
  ]
  expect(await directorySource.write(root, changes)).toMatchObject({ ok: true })
  expect(existsSync(join(root, 'db/history', first, 'migration.sql'))).toBe(true)
  expect(existsSync(join(root, 'db/models/main.prisma'))).toBe(true)
})

test('starts the history where the configuration says, and the schema at the usual place', async () => {
  files({ 'prisma.config.ts': `export default { migrations: { path: 'db/history' } }` })
  expect(await directorySource.capture(root, { allowEmpty: true })).toMatchObject({
    ok: true,
    value: { found: { schema: join(root, 'prisma/schema.prisma'), migrations: join(root, 'db/history') } },
  })
})

test('writes schema files as such only', async () => {
  project()
  const change: FileChange = {
    change: 'write',
    base: 'schema',
    path: '.env',
    content: 'x',
    replaces: null,
  }
  expect(await directorySource.write(root, [change])).toMatchObject({
    ok: false,
    failure: { code: 'invalid_input' },
  })
})

test('a folder that may not be written is a failure of its own, and nothing is half done', async () => {
  project()
  const before = tree()
  const result = await asNobody(async () => {
    if (process.getuid?.() !== 0) chmodSync(at(''), 0o555)
    return await directorySource.write(root, [create(`${second}/migration.sql`)])
  })
  expect(result).toMatchObject({
    ok: false,
    failure: { code: 'source_read_only', why: expect.stringContaining('permissions') },
  })
  expect(tree()).toEqual(before)
})

test('undoes what was done when a later step fails', async () => {
  project()
  chmodSync(at(''), 0o777)
  chmodSync(at(first), 0o555)
  const before = tree()
  const changes: FileChange[] = [
    create('20240109000000_new/migration.sql'),
    { change: 'rename', from: first, to: second },
    { change: 'write', path: `${second}/migration.sql`, content: 'x', replaces: sha('SELECT 1;\n') },
  ]
  // Renaming the folder is allowed, replacing a file in it is not.
  const result = await asNobody(() => directorySource.write(root, changes))
  expect(result).toMatchObject({ ok: false, failure: { code: 'source_read_only' } })
  expect(tree()).toEqual(before)
})

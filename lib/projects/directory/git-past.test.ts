import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { gitPast } from './git-past'

let root: string
let day = 0

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'headgate-past-')))
  day = 0
  run('init', '-q', '-b', 'main')
  write('prisma/schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n')
  commit('Begin')
})

function run(...args: string[]) {
  const date = `2025-01-${String(day).padStart(2, '0')}T10:00:00+02:00`
  const env: Record<string, string | undefined> = {
    PATH: process.env.PATH,
    HOME: root,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
    GIT_COMMITTER_DATE: date,
  }
  return execFileSync('git', args, {
    cwd: root,
    env: env as NodeJS.ProcessEnv,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

function write(path: string, content: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

function commit(subject: string, ...more: string[]) {
  day += 1
  run('add', '-A')
  run('commit', '-q', '-m', subject, ...more)
  return run('rev-parse', 'HEAD').trim().slice(0, 10)
}

function merge(branch: string, ...more: string[]) {
  day += 1
  run('merge', '-q', '--no-ff', ...more, branch)
}

const script = (name: string) => `prisma/migrations/${name}/migration.sql`
const sha = (text: string) => createHash('sha256').update(text).digest('hex')

test('finds the text of an edited migration, by either line ends, and says which commit had it', async () => {
  write(script('1_a'), 'SELECT 1;\nSELECT 2;\n')
  const first = commit('Add a')
  write(script('1_a'), 'SELECT 1;\nSELECT 3;\n')
  commit('Change a')
  const past = await gitPast(root)
  expect(past.trouble).toBeNull()
  const expected = { sql: 'SELECT 1;\nSELECT 2;\n', from: `commit ${first} of 2025-01-02 by Ada: Add a` }
  expect(await past.text('1_a', sha('SELECT 1;\nSELECT 2;\n'))).toEqual(expected)
  expect(await past.text('1_a', sha('SELECT 1;\r\nSELECT 2;\r\n'))).toEqual(expected)
  expect(await past.text('1_a', sha('never'))).toBeNull()
})

test('finds what was deleted, moved, renamed, is on another branch, or was amended away', async () => {
  write(script('1_deleted'), 'SELECT 1;\n')
  write('old/migrations/2_moved/migration.sql', 'SELECT 2;\n')
  write(script('3_old_name'), 'SELECT 3;\n')
  const first = commit('Add')
  rmSync(join(root, 'prisma/migrations/1_deleted'), { recursive: true })
  renameSync(join(root, 'old/migrations/2_moved'), join(root, 'prisma/migrations/2_moved'))
  rmSync(join(root, 'prisma/migrations/3_old_name'), { recursive: true })
  write(script('3_new_name'), 'SELECT 33;\n')
  commit('Tidy')
  run('checkout', '-q', '-b', 'side')
  write(script('4_side'), 'SELECT 4;\n')
  write(script('5_amended'), 'SELECT 5;\n')
  commit('Side')
  write(script('5_amended'), 'SELECT 55;\n')
  commit('Side', '--amend')
  run('checkout', '-q', 'main')
  const past = await gitPast(root)
  for (const [name, sql] of [
    ['1_deleted', 'SELECT 1;\n'],
    ['2_moved', 'SELECT 2;\n'],
    ['4_side', 'SELECT 4;\n'],
    ['5_amended', 'SELECT 5;\n'],
  ] as const)
    expect(await past.text(name, sha(sql))).toMatchObject({ sql })
  expect(await past.text('3_new_name', sha('SELECT 3;\n'))).toEqual({
    sql: 'SELECT 3;\n',
    from: `commit ${first} of 2025-01-02 by Ada: Add, where it is called 3_old_name`,
  })
  expect(await past.origin('1_deleted')).toMatchObject({ commit: first, subject: 'Add' })
})

test('names who brought a migration in, and the branch of the merge that did', async () => {
  run('checkout', '-q', '-b', 'feature/cart')
  write(script('1_cart'), 'SELECT 1;\n')
  const cart = commit('Add the cart')
  run('checkout', '-q', 'main')
  run('checkout', '-q', '-b', 'feature/mail')
  write(script('2_mail'), 'SELECT 2;\n')
  commit('Add mail')
  run('checkout', '-q', 'main')
  write(script('3_main'), 'SELECT 3;\n')
  commit('Straight to main')
  merge('feature/cart')
  merge('feature/mail', '-m', 'Merge pull request #12 from shop/feature/mail')
  const past = await gitPast(root)
  expect(await past.origin('1_cart')).toEqual({
    commit: cart,
    author: 'Ada',
    at: '2025-01-02T08:00:00.000Z',
    subject: 'Add the cart',
    branch: 'feature/cart',
  })
  expect(await past.origin('2_mail')).toMatchObject({
    subject: 'Add mail',
    branch: 'shop/feature/mail',
  })
  expect(await past.origin('3_main')).toMatchObject({ subject: 'Straight to main', branch: null })
  expect(await past.origin('9_nobody')).toBeNull()
})

test('a merge that nothing else came between is seen too', async () => {
  run('checkout', '-q', '-b', 'only')
  write(script('1_a'), 'SELECT 1;\n')
  commit('Add a')
  run('checkout', '-q', 'main')
  merge('only')
  expect(await (await gitPast(root)).origin('1_a')).toMatchObject({ subject: 'Add a', branch: 'only' })
})

test('names the branch of what is not merged yet, and of what main brought to a branch', async () => {
  run('checkout', '-q', '-b', 'waiting')
  write(script('1_waiting'), 'SELECT 1;\n')
  commit('Wait')
  run('checkout', '-q', 'main')
  expect(await (await gitPast(root)).origin('1_waiting')).toMatchObject({ branch: 'waiting' })
  write(script('2_main'), 'SELECT 2;\n')
  commit('Add to main')
  run('checkout', '-q', 'waiting')
  merge('main')
  const past = await gitPast(root)
  expect(await past.origin('1_waiting')).toMatchObject({ branch: null })
  expect(await past.origin('2_main')).toMatchObject({ branch: 'main' })
})

test('keeps packages of one repository apart that have a migration of the same name', async () => {
  write('other/prisma/migrations/0_init/migration.sql', 'SELECT 1;\n')
  commit('Other package')
  write(script('0_init'), 'SELECT 2;\n')
  commit('Own package')
  expect(await (await gitPast(root)).origin('0_init')).toMatchObject({ subject: 'Own package' })
})

test('a folder without a repository, and one that does not exist, have no past', async () => {
  const bare = mkdtempSync(join(tmpdir(), 'headgate-no-git-'))
  for (const folder of [bare, join(bare, 'nowhere')]) {
    const past = await gitPast(folder)
    expect(past.trouble).toBeNull()
    expect(await past.text('a', sha('a'))).toBeNull()
    expect(await past.origin('a')).toBeNull()
  }
})

test('runs nothing that the repository’s configuration names, and writes nothing', async () => {
  write(script('1_a'), 'SELECT 1;\n')
  write('.gitattributes', '*.sql diff=evil filter=evil\n')
  commit('Add a')
  const trap = join(root, 'trap.sh')
  writeFileSync(trap, `#!/bin/sh\ntouch ${root}/ran\n`)
  chmodSync(trap, 0o755)
  for (const [name, value] of [
    ['core.fsmonitor', trap],
    ['core.pager', trap],
    ['core.hooksPath', root],
    ['diff.external', trap],
    ['diff.evil.textconv', trap],
    ['diff.evil.command', trap],
    ['filter.evil.smudge', trap],
    ['log.showSignature', 'true'],
    ['gpg.program', trap],
    ['core.sshCommand', trap],
    ['core.alternateRefsCommand', trap],
  ] as const)
    run('config', name, value)
  const past = await gitPast(root)
  expect(await past.text('1_a', sha('SELECT 1;\n'))).toMatchObject({ sql: 'SELECT 1;\n' })
  expect(await past.origin('1_a')).toMatchObject({ subject: 'Add a' })
  expect(existsSync(join(root, 'ran'))).toBe(false)
})

test.runIf(process.getuid?.() === 0)('says that git refuses a folder of another user', async () => {
  execFileSync('chown', ['-R', '65534:65534', root])
  const past = await gitPast(root)
  expect(past.trouble).toContain('Git refuses this folder')
  expect(await past.text('1_a', sha('x'))).toBeNull()
})

test('a history of thousands of commits is read once', async () => {
  const input: string[] = []
  for (let at = 1; at <= 3000; at += 1) {
    const sql = `SELECT ${at};\n`
    const path = at % 4 === 0 ? script(`${10_000 + at}_m`) : `src/${at % 50}.ts`
    input.push(
      `commit refs/heads/main\ncommitter Ada <a@b.c> ${1_740_000_000 + at} +0000\ndata 2\nc\n`,
      at === 1 ? 'from refs/heads/main^0\n' : '',
      `M 644 inline ${path}\ndata ${sql.length}\n${sql}\n`,
    )
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: root, input: input.join('') })
  const past = await gitPast(root)
  const started = performance.now()
  for (let at = 4; at <= 3000; at += 4) {
    expect(await past.text(`${10_000 + at}_m`, sha(`SELECT ${at};\n`))).not.toBeNull()
  }
  expect(performance.now() - started).toBeLessThan(5_000)
})

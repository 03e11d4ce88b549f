import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { suggest } from '../domain/suggest'
import { readDuration } from './duration-option'
import { parseFor, splitCommand } from './parse'
import { makeProject, shop } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'

describe('the command line', () => {
  it('finds the command among the options that all commands have', () => {
    expect(splitCommand(['--json', 'status', '--all'])).toEqual({ name: 'status', rest: ['--json', '--all'] })
    expect(splitCommand(['--url', 'plan', 'status'])).toEqual({ name: 'status', rest: ['--url', 'plan'] })
    expect(splitCommand(['--help'])).toEqual({ name: null, rest: ['--help'] })
  })

  const command = {
    name: 'deploy',
    options: { 'dry-run': { type: 'boolean' as const, help: '' }, to: { type: 'string' as const, help: '' } },
  }

  it.each([
    [['--dry-rnu'], 'There is no option --dry-rnu. Did you mean --dry-run?'],
    [['--to'], "Option '--to <value>' argument missing."],
    [['--to='], '--to is empty.'],
    [['--json=yes'], "Option '--json' does not take an argument."],
    [['now'], '“now” is one word too many.'],
  ])('refuses %j', (args, why) => {
    expect(parseFor(command, args)).toMatchObject({ ok: false, failure: { code: 'usage_wrong', why } })
  })

  it('suggests what was meant, and nothing where nothing is near', () => {
    expect(suggest('stauts', ['status', 'plan'])).toBe('status')
    expect(suggest('dep', ['deploy', 'drift'])).toBe('deploy')
    expect(suggest('xyzzy', ['status', 'plan'])).toBeNull()
  })

  it('reads times', () => {
    const read = (text: string) => readDuration('t', text, 0, { least: 100, most: 600_000 })
    expect(read('5s')).toEqual({ ok: true, value: 5_000 })
    expect(read('1.5')).toEqual({ ok: true, value: 1_500 })
    expect(read('250ms')).toEqual({ ok: true, value: 250 })
    for (const wrong of ['5 s', 'soon', '1ms', '11min', '-5s', '1e3']) expect(read(wrong).ok).toBe(false)
  })
})

/** Open to the user that PostgreSQL runs as, where the tests are root's. */
async function coldCache(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headgate-cli-cold-'))
  await chmod(folder, 0o711)
  return folder
}

describe('headgate', () => {
  it.each([
    [['stauts'], 64, 'Did you mean status?'],
    [[], 64, 'Which command?'],
    [['status', '--jsn'], 64, 'Did you mean --json?'],
    [['plan', '--lock-timeout', 'soon'], 64, '--lock-timeout'],
  ])('%j exits with %i', async (args, code, words) => {
    const project = await makeProject(shop)
    const ran = await runHeadgate([...args, '--url', 'postgresql://u:p@127.0.0.1:1/x'], { cwd: project })
    expect(ran).toMatchObject({ code, stdout: '' })
    expect(ran.stderr).toContain(words)
    expect(ran.stderr).toContain('Next: ')
  })

  it('helps on stdout', async () => {
    for (const args of [['--help'], ['help'], ['deploy', '--help'], ['-h']]) {
      const ran = await runHeadgate(args)
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toContain('Exit codes')
      for (const line of ran.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
    }
    expect((await runHeadgate(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('is bundled without anything of the server and its records', async () => {
    await runHeadgate(['--help'])
    const { inputs } = JSON.parse(await readFile(join(__dirname, '../../.build/command.json'), 'utf8'))
    const paths: string[] = inputs.map(([path]: [string]) => path)
    expect(paths).toContain('lib/cli/main.ts')
    expect(paths.filter((path) => /^lib\/(store|operations|queries|actions|runner)\//.test(path))).toEqual([])
  })

  it('prints one object for failures too, and a password nowhere', async () => {
    const project = await makeProject(shop)
    const { url } = await testServer()
    const secret = 'hunter2-secret'
    const wrongPassword = url.replace(/:[^:@/]*@/, `:${secret}@`)
    const cases: [string[], string, number][] = [
      [['--url', wrongPassword], 'password_refused', 1],
      [['--url', `postgresql://u:${secret}@127.0.0.1:1/x`], 'host_unreachable', 1],
      [['--url', `mysql://u:${secret}@127.0.0.1/x`], 'url_invalid', 1],
      [['--url', `postgresql://u:${secret}/@[/x`], 'url_invalid', 1],
      [['--project', '/nowhere', '--url', url], 'project_not_found', 1],
      [[], 'usage_wrong', 64],
    ]
    for (const [args, code, exit] of cases) {
      const ran = await runHeadgate(['status', '--json', ...args], { cwd: project })
      const answer = await answerOf<{ ok: boolean; failure: { code: string }; next: string }>('status', ran)
      expect(answer).toMatchObject({ ok: false, failure: { code } })
      expect(answer.next).not.toBe('')
      expect(ran.code).toBe(exit)
      expect(ran.stdout + ran.stderr).not.toContain(secret)
    }
  })

  it('finds the database of the project: its .env, its configuration, its schema', async () => {
    const url = await (await testServer()).createDatabase('cli_url')
    const database = new URL(url).pathname.slice(1)
    const named = async (project: string, env = {}) => {
      const ran = await runHeadgate(['status', '--json'], { cwd: project, env })
      return (await answerOf<{ database: string }>('status', ran)).database
    }
    const inEnv = await makeProject(shop)
    await writeFile(join(inEnv, '.env'), `# here\nDATABASE_URL="${url}"\n`)
    expect(await named(inEnv)).toContain(database)
    const inConfig = await makeProject(shop)
    await writeFile(
      join(inConfig, 'prisma.config.ts'),
      `export default { schema: 'prisma/schema.prisma', datasource: { url: env('SHOP_URL') } }`,
    )
    expect(await named(inConfig, { SHOP_URL: url })).toContain(database)
    const inSchema = await makeProject(shop)
    const schema = `datasource db {\n  provider = "postgresql"\n  url = env("POOLED")\n  directUrl = env("DIRECT")\n}\n`
    await writeFile(join(inSchema, 'prisma/schema.prisma'), schema)
    expect(await named(inSchema, { DIRECT: url, POOLED: 'postgresql://u@127.0.0.1:1/x' })).toContain(database)
  })

  it('starts one embedded server when two begin on a cold cache, and leaves none behind', {
    timeout: 180_000,
  }, async () => {
    const cache = await coldCache()
    try {
      const [project, server] = await Promise.all([makeProject(shop), testServer()])
      const urls = await Promise.all([server.createDatabase('cli_cold'), server.createDatabase('cli_cold')])
      const env = { HEADGATE_CACHE_DIR: cache }
      const plan = (url: string) => runHeadgate(['plan', '--json', '--url', url], { cwd: project, env })
      for (const ran of await Promise.all(urls.map(plan))) expect(ran).toMatchObject({ code: 0, stderr: '' })
      // Whoever comes right after finds it stopping, or stopped, and gets its plan all the same.
      expect(await plan(urls[0] ?? '')).toMatchObject({ code: 0 })
      const place = join(cache, 'postgres', '18')
      expect(await readdir(join(place, 'users'))).toEqual([])
      await expect
        .poll(() => existsSync(join(place, 'data', 'postmaster.pid')), { timeout: 10_000 })
        .toBe(false)
    } finally {
      await rm(cache, { recursive: true, force: true })
    }
  })

  it('adopts, and then stops, the server of one that was killed', { timeout: 180_000 }, async () => {
    const cache = await coldCache()
    try {
      const [project, server] = await Promise.all([makeProject(shop), testServer()])
      const url = await server.createDatabase('cli_killed')
      const env = { HEADGATE_CACHE_DIR: cache }
      const place = join(cache, 'postgres', '18')
      const pidFile = join(place, 'data', 'postmaster.pid')
      const onStart = (child: ChildProcess) => {
        const looking = setInterval(() => existsSync(pidFile) && child.kill('SIGKILL'), 5)
        child.on('close', () => clearInterval(looking))
      }
      const plan = ['plan', '--json', '--url', url]
      expect(await runHeadgate(plan, { cwd: project, env, onStart })).toMatchObject({ code: null })
      expect(await readdir(join(place, 'users'))).toHaveLength(1)
      expect(await runHeadgate(plan, { cwd: project, env })).toMatchObject({ code: 0, stderr: '' })
      expect(await readdir(join(place, 'users'))).toEqual([])
      await expect.poll(() => existsSync(pidFile), { timeout: 10_000 }).toBe(false)
    } finally {
      await rm(cache, { recursive: true, force: true })
    }
  })

  it('does not mind a reader that goes away', async () => {
    const { spawnSync } = await import('node:child_process')
    const { headgateFile } = await import('./testing/run-headgate')
    const line = `'${process.execPath}' '${headgateFile}' --help | head -1; exit "\${PIPESTATUS[0]}"`
    const ran = spawnSync('bash', ['-c', line], { encoding: 'utf8' })
    expect(ran).toMatchObject({ status: 0, stderr: '' })
  })
})

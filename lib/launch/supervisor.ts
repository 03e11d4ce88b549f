import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createContext } from '../composition/context'
import { stopServers } from '../databases/embedded/server'
import { FailureError } from '../domain/failure'
import { issueSetupCode } from '../operations/first-administrator'
import { type ControlDatabase, openControlDatabase } from './control-database'
import { keepRunning } from './managed-process'
import { readOwnMigrations } from './own-migrations'
import { StartFailed } from './start-failed'

export interface Start {
  mode: 'start' | 'demo' | 'dev'
  /** Folder of package.json. */
  root: string
  /** Where the pages listen; that it is free was looked at before anything was built. */
  port: number
  host: string
}

/** Runs Headgate until a signal: PostgreSQL (unless HEADGATE_DATABASE_URL names one), the pages, and the runner. */
export async function supervise(start: Start): Promise<void> {
  const running = new Running()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // npm passes a Ctrl-C on although the terminal sent it here already: the second one is the same wish.
    process.on(signal, () => running.stop(0))
  }
  try {
    await launch(start, running)
  } catch (error) {
    if (running.stopping) return
    console.error(explain(error))
    await running.stop(1)
  }
}

/** What was started, so that it can be stopped in the opposite order. */
class Running {
  readonly #stops: (() => Promise<void>)[] = []
  readonly #stop = new AbortController()

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  get stopping(): boolean {
    return this.#stop.signal.aborted
  }

  add(stop: () => Promise<void>) {
    this.#stops.push(stop)
  }

  async stop(code: number): Promise<void> {
    if (this.stopping) return
    this.#stop.abort()
    if (code === 0) console.log('\nStopping Headgate…')
    for (const stop of this.#stops.reverse())
      await stop().catch((error: Error) => console.error(error.message))
    process.exit(code)
  }
}

async function launch(start: Start, running: Running): Promise<void> {
  const { mode, root, port, host } = start
  process.env.HEADGATE_ROOT = root
  process.env.HEADGATE_DATA_DIR = resolve(root, process.env.HEADGATE_DATA_DIR || '.headgate')
  process.env.HEADGATE_PUBLIC_URL ||= `http://localhost:${port}`
  await openDatabase(process.env.HEADGATE_DATA_DIR, running)

  const context = createContext()
  const own = await readOwnMigrations(root)
  const applied = await context.engine.applyOwn(context.config.databaseUrl, own.migrations, own.schema)
  if (!applied.ok) throw new FailureError(applied.failure)
  if (running.stopping) return

  const demo = mode === 'demo' ? await (await import('../sample/seed-demo')).seedDemo(context, root) : null
  if (running.stopping) return
  startProcesses(start, running)
  if (!(await waitForAnswer(`http://${reachableHost(host)}:${port}/api/alive`, 120_000, running.signal))) {
    if (running.stopping) return
    throw new StartFailed(
      `The pages did not answer on port ${port} within two minutes; what they printed is above.`,
    )
  }
  console.log(`\nHeadgate is ready: ${context.config.publicUrl}`)
  if (demo) for (const line of demo.lines) console.log(line)
  const code = await issueSetupCode(context)
  if (code) console.log(`Create the first administrator there; the one-time code is ${code}`)
  console.log('Ctrl-C stops it.\n')
}

async function openDatabase(dataDir: string, running: Running): Promise<void> {
  let owned = Boolean(process.env.HEADGATE_DATABASE_URL)
  let opening: Promise<unknown> = Promise.resolve()
  // Also what was started on demand for shadow databases.
  running.add(async () => {
    await opening.catch(() => {})
    if (owned) await stopServers(dataDir)
  })
  if (owned) return
  const open = async () => {
    const opened = await openControlDatabase(dataDir)
    owned = true
    watch(opened)
    return opened
  }
  const watch = ({ guard, url }: ControlDatabase) =>
    guard.once('end', () => {
      if (running.stopping) return
      console.log('postgres | stopped; it is started again')
      opening = open().then(
        (again) => (again.url === url ? undefined : running.stop(1)),
        () => running.stop(1),
      )
    })
  const first = open()
  opening = first
  process.env.HEADGATE_DATABASE_URL = (await first).url
}

function startProcesses({ mode, root, port, host }: Start, running: Running) {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: mode === 'dev' ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const next = join(root, 'node_modules/next/dist/bin/next')
  const pages = [next, mode === 'dev' ? 'dev' : 'start', '-p', String(port), '-H', host]
  const web = keepRunning(
    { name: 'pages', args: pages, root, environment, graceMs: 10_000 },
    prefixed('pages'),
  )
  running.add(() => web.stop())
  // Longer: it ends its run at a point that has a name.
  const runner = keepRunning(
    {
      name: 'runner',
      args: ['--enable-source-maps', join(root, '.build/runner.mjs')],
      root,
      environment,
      graceMs: 30_000,
    },
    prefixed('runner'),
  )
  running.add(() => runner.stop())
}

function prefixed(name: string): (line: string) => void {
  return (line) => console.log(`${name.padEnd(8)} | ${line}`)
}

function reachableHost(host: string): string {
  return host === '0.0.0.0' || host === '::' ? 'localhost' : host
}

/** One line for what was to be expected, the whole trace for what was not. */
function explain(error: unknown): unknown {
  if (error instanceof StartFailed) return error.message
  if (!(error instanceof FailureError)) return error
  const { what, why, fix } = error.failure
  return [what, why, fix].join(' ')
}

async function waitForAnswer(url: string, ms: number, signal: AbortSignal): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end && !signal.aborted; await pause(100)) {
    const answered = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) }).then(
      () => true,
      () => false,
    )
    if (answered) return true
  }
  return false
}

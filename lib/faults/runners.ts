import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { RunnerWishes } from './runner-process'
import type { Installation } from './stage'

/** A runner in a process of its own. */
export interface RunnerProcess {
  /** Lets it claim runs. */
  begin(): void
  /** As kill -9 does. Resolves when it is gone. */
  kill(): Promise<void>
  alive(): boolean
}

/** Starts runners ahead of their need, so that a round does not wait for Node.js. */
export interface Runners {
  take(installation: Installation, wishes?: Partial<RunnerWishes>): Promise<RunnerProcess>
  close(): Promise<void>
}

const defaults: RunnerWishes = { leaseMs: 2_500, clockShiftMs: 0, withShadows: false }

/** `log`: a file that gets what the runners say. */
export function runnersOf(log: string): Runners {
  const bundled = bundle()
  const ready = new Map<string, Promise<RunnerProcess>>()
  const all = new Set<RunnerProcess>()

  async function start({ environment }: Installation, wishes: RunnerWishes): Promise<RunnerProcess> {
    const child = spawn(process.execPath, ['--enable-source-maps', await bundled], {
      env: { ...process.env, ...environment, HEADGATE_FAULTS: JSON.stringify(wishes) },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child.stdin?.on('error', () => {})
    child.stderr?.on('data', (chunk) => appendFileSync(log, `${child.pid} ${chunk}`))
    const runner: RunnerProcess = {
      begin: () => child.stdin?.write('go\n'),
      async kill() {
        all.delete(runner)
        child.kill('SIGKILL')
        await exitOf(child)
      },
      alive: () => child.exitCode === null && child.signalCode === null,
    }
    all.add(runner)
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once('data', () => resolve())
      child.once('exit', () => reject(new Error(`A runner ended before it began; see ${log}.`)))
    })
    return runner
  }

  return {
    async take(installation, wished = {}) {
      const wishes = { ...defaults, ...wished }
      const key = JSON.stringify([installation.url, wishes])
      const waiting = ready.get(key)
      // The next one starts while this one works.
      const next = () => {
        const starting = start(installation, wishes)
        starting.catch(() => ready.delete(key))
        return starting
      }
      const runner = await (waiting ?? next()).catch(() => next())
      ready.set(key, next())
      return runner.alive() ? runner : start(installation, wishes)
    },
    async close() {
      await Promise.allSettled(ready.values())
      for (const runner of [...all]) await runner.kill()
      rmSync(await bundled, { force: true })
    },
  }
}

async function bundle(): Promise<string> {
  const folder = join(process.cwd(), '.build')
  mkdirSync(folder, { recursive: true })
  // Beside the other bundles: packages are found from there.
  const outfile = join(folder, `fault-runner-${process.pid}.mjs`)
  await build({
    entryPoints: [join(process.cwd(), 'lib/faults/runner-process.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'silent',
  })
  return outfile
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { keepRunning, type ManagedProcess } from './managed-process'
import type { Running } from './running'
import type { Start } from './start'

/** Starts the pages and the runner. Returns the pages' process. */
export function startProcesses({ mode, root, port, host }: Start, running: Running): ManagedProcess {
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
  return web
}

/** Next's greeting names an address of its own, at which no form would be accepted. */
const greeting = /^\s*(▲ Next|- (Local|Network|Environments):|✓ (Ready|Starting|Running next.config))/

function prefixed(name: string): (line: string) => void {
  return (line) => {
    if (line.trim() !== '' && !greeting.test(line)) console.log(`${name.padEnd(8)} | ${line}`)
  }
}

const answerTimeoutMs = 120_000

/** True when the pages answer; false when they do not in time, or crash again and again. */
export async function waitForAnswer(
  { host, port }: Start,
  pages: ManagedProcess,
  signal: AbortSignal,
): Promise<boolean> {
  const url = `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}/`
  for (const end = Date.now() + answerTimeoutMs; Date.now() < end && !signal.aborted; await pause(100)) {
    const answered = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) }).then(
      () => true,
      () => false,
    )
    if (answered) return true
    if (pages.restarts() >= 3) return false
  }
  return false
}

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

export interface ProcessDefinition {
  name: string
  /** Arguments for Node.js. */
  args: string[]
  root: string
  environment: NodeJS.ProcessEnv
  /** Between SIGTERM and SIGKILL, in milliseconds. */
  graceMs: number
}

export interface ManagedProcess {
  /** How often it was started anew. */
  restarts(): number
  stop(): Promise<void>
}

const firstPauseMs = 500
const longestPauseMs = 30_000
/** One that ran this long is not crashing in a loop. */
const healthyAfterMs = 60_000

/** Keeps a Node.js process running until `stop()`: after a crash it is started again, with growing pauses. */
export function keepRunning(definition: ProcessDefinition, print: (line: string) => void): ManagedProcess {
  let child: ChildProcess | null = null
  let restarts = 0
  let pauseMs = firstPauseMs
  let timer: NodeJS.Timeout | null = null
  let stopping = false

  function start() {
    const startedAt = Date.now()
    child = launch(definition, print)
    child.once('exit', (code, signal) => {
      child = null
      if (stopping) return
      if (Date.now() - startedAt > healthyAfterMs) pauseMs = firstPauseMs
      print(`ended with ${signal ?? `code ${code}`}; it is started again in ${pauseMs / 1000} s`)
      restarts += 1
      timer = setTimeout(start, pauseMs)
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    })
  }

  start()
  return {
    restarts: () => restarts,
    async stop() {
      stopping = true
      if (timer) clearTimeout(timer)
      if (child) await end(child, definition.graceMs)
    },
  }
}

function launch(definition: ProcessDefinition, print: (line: string) => void): ChildProcess {
  const withParent = pathToFileURL(join(definition.root, 'lib/launch/end-with-parent.mjs')).href
  // A process group of its own: the terminal's Ctrl-C reaches the supervisor alone, which ends all in order. The
  // message channel closes when the supervisor is killed, and the child then ends as well.
  const child = spawn(process.execPath, ['--import', withParent, ...definition.args], {
    cwd: definition.root,
    env: { ...definition.environment, HEADGATE_SUPERVISED: '1' },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', print)
  }
  child.on('error', (error) => print(error.message))
  return child
}

async function end(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  signalGroup(child, 'SIGTERM')
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs)
  await ended
  clearTimeout(timer)
  // What it had started itself is in its group.
  signalGroup(child, 'SIGKILL')
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals) {
  if (!child.pid) return
  try {
    if (process.platform === 'win32') child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // Gone already.
  }
}

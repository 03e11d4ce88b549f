import { resolve } from 'node:path'
import { createContext } from '../composition/context'
import { FailureError } from '../domain/failure'
import { issueSetupCode } from '../operations/first-administrator'
import { followPort } from './follow-port'
import { openDatabase } from './open-database'
import { readOwnMigrations } from './own-migrations'
import { startProcesses, waitForAnswer } from './processes'
import { Running } from './running'
import type { Start } from './start'
import { StartFailed } from './start-failed'

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

async function launch(start: Start, running: Running): Promise<void> {
  const { mode, root, port } = start
  process.env.HEADGATE_ROOT = root
  process.env.HEADGATE_DATA_DIR = resolve(root, process.env.HEADGATE_DATA_DIR || '.headgate')
  process.env.HEADGATE_PUBLIC_URL ||= `http://localhost:${port}`
  const server = await openDatabase(process.env.HEADGATE_DATA_DIR, running)

  const context = createContext()
  running.add(() => context.db.$disconnect())
  const own = await readOwnMigrations(root)
  const applied = await context.engine.applyOwn(context.config.databaseUrl, own.migrations, own.schema)
  if (!applied.ok) throw new FailureError(applied.failure)
  if (server) await followPort(context, server)
  if (running.stopping) return

  const demo = mode === 'demo' ? await (await import('../sample/seed-demo')).seedDemo(context, root) : null
  if (running.stopping) return
  const pages = startProcesses(start, running)
  const answered = await waitForAnswer(start, pages, running.signal)
  if (running.stopping) return
  if (!answered) throw new StartFailed(`The pages do not answer on port ${port}; what they printed is above.`)
  console.log(`\nHeadgate is ready: ${context.config.publicUrl}`)
  if (demo) for (const line of demo.lines) console.log(line)
  const code = await issueSetupCode(context)
  if (code) console.log(`Create the first administrator there; the one-time code is ${code}`)
  console.log('Ctrl-C stops it.\n')
}

/** One line for what was to be expected, the whole trace for what was not. */
function explain(error: unknown): unknown {
  if (error instanceof StartFailed) return error.message
  if (!(error instanceof FailureError)) return error
  const { what, why, fix } = error.failure
  return [what, why, fix].join(' ')
}

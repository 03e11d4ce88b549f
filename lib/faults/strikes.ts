import { setTimeout as pause } from 'node:timers/promises'
import { isPostgres } from '../databases/embedded/postmaster'
import { ask } from './ask'
import type { Cut } from './proxy'
import type { Random } from './random'
import type { Fault, Struck } from './round'

const everything: Fault['actions'] = [
  'deploy',
  'deploy',
  'deploy',
  'deploy',
  'rollback',
  'kept',
  'restore',
  'snapshot',
]

/** Kill -9 of Headgate; now and then also of the runner that recovers. */
export const killHeadgate: Fault = {
  name: 'kill -9 of Headgate',
  actions: everything,
  // What a killed runner leaves of its shadows is to be swept.
  wishes: { withShadows: true },
  async strike({ runner, another, random }) {
    await runner.kill()
    const second = await another()
    if (!random.chance(0.3)) return 'the runner was killed'
    await pause(random.int(2_300, 3_000))
    await second.kill()
    await another()
    return 'the runner was killed, and the one that recovered'
  },
}

/** The run's session is ended by an administrator, or its process by kill -9, which restarts the whole server. */
export const killBackend: Fault = {
  name: 'kill of the backend',
  actions: everything,
  together: true,
  async strike({ stage, random, runId, database }) {
    const rows = await ask<{ pid: number }>(
      stage.target.url,
      `SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
         AND (application_name LIKE '%' || $1 OR datname = $2 AND application_name ~ '^headgate')
       ORDER BY application_name = 'headgate run ' || $1 DESC`,
      [runId, database],
    )
    const pids = random.chance(0.7) ? rows.slice(0, 1) : rows
    if (random.chance(0.7)) {
      for (const { pid } of pids) await ask(stage.target.url, 'SELECT pg_terminate_backend($1)', [pid])
      return `${pids.length} of ${rows.length} backends were terminated`
    }
    const killed = pids.filter(({ pid }) => killed9(pid)).length
    await stage.target.answers()
    return `${killed} of ${rows.length} backends were killed, and the server restarted all`
  },
}

/** Nothing but a process of PostgreSQL: a number that stands for more than one process must never be reached. */
function killed9(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1 || !isPostgres(pid)) return false
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

/** The server of the target dies, and is there again after a while; its control database goes with it or does not. */
export const killPostmaster: Fault = {
  name: 'kill of the postmaster',
  actions: everything,
  together: true,
  async strike({ stage, installation, random }) {
    const how = random.chance(0.6) ? 'kill' : 'immediate'
    const awayMs = random.pick([0, 50, 300, 1_500])
    const where = installation === stage.together ? ', the control database with it' : ''
    await stage.target.crash(how)
    await pause(awayMs)
    await stage.target.start()
    return `${how === 'kill' ? 'kill -9' : 'immediate shutdown'}, back after ${awayMs} ms${where}`
  },
}

/** Between Headgate and the target. */
export const cutConnection: Fault = {
  name: 'cut connection (TCP proxy)',
  actions: everything,
  proxy: true,
  async strike({ proxy, random }) {
    if (!proxy) throw new Error('There is no proxy.')
    const cut = drawCut(random)
    proxy.cut(cut)
    const lastsMs = random.pick([0, 100, 800, 2_500])
    await pause(lastsMs)
    proxy.heal()
    return `${JSON.stringify(cut)}, new connections too for ${lastsMs} ms`
  },
}

function drawCut(random: Random): Cut {
  const direction = random.chance(0.5) ? 'to_server' : 'to_client'
  return random.pick<() => Cut>([
    () => ({ how: 'reset' }),
    () => ({ how: 'black_hole', ms: random.int(200, 3_000) }),
    () => ({ how: 'delay', ms: random.int(20, 300), forMs: 2_000 }),
    () => ({ how: 'after_bytes', direction, bytes: random.int(0, 3_000) }),
    () => ({ how: 'after_commit' }),
    () => ({ how: 'after_commit' }),
  ])()
}

/** The control database is away for a while, the target is not. */
export const controlAway: Fault = {
  name: 'control database away',
  actions: everything,
  async strike({ installation, random }: Struck) {
    const awayMs = random.pick([200, 1_500, 4_000])
    await installation.server.crash(random.chance(0.5) ? 'kill' : 'immediate')
    await pause(awayMs)
    await installation.server.start()
    return `away for ${awayMs} ms`
  },
}

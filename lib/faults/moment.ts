import { setTimeout as pause } from 'node:timers/promises'
import type { Control, StepSeen } from './control'
import type { Random } from './random'

/** When a fault comes. */
export type Moment =
  /** So many milliseconds after the run began. */
  | { at: 'time'; ms: number }
  /** So many milliseconds after the nth step of a kind got a state. */
  | { at: 'step'; kind: string; state: 'running' | 'done'; nth: number; ms: number }

const stepKinds: Record<string, string[]> = {
  deploy: ['preflight', 'migration', 'migration', 'migration', 'statement', 'statement', 'verify'],
  rollback: ['preflight', 'reverse', 'statement', 'ledger', 'verify'],
  kept: ['preflight', 'reverse', 'put_back', 'ledger', 'verify'],
  restore: ['preflight', 'restore', 'restore', 'verify'],
  snapshot: ['take', 'take', 'verify', 'verify'],
}

/** At a named step, or anywhere within `lastsMs`, which is about how long the run takes. */
export function drawMoment(random: Random, action: string, lastsMs: number): Moment {
  if (random.chance(0.4)) return { at: 'time', ms: random.int(0, Math.round(lastsMs * 1.1)) }
  const kind = random.pick(stepKinds[action] ?? ['preflight'])
  const state = random.chance(0.7) ? 'running' : 'done'
  const long = kind === 'take' || kind === 'restore' || (kind === 'verify' && action === 'snapshot')
  const ms = random.chance(0.3) ? 0 : random.int(0, long ? Math.round(lastsMs / 2) : 80)
  return { at: 'step', kind, state, nth: random.int(1, kind === 'statement' ? 8 : 3), ms }
}

export function momentWords(moment: Moment): string {
  return moment.at === 'time'
    ? `${moment.ms} ms after it began`
    : `${moment.kind} ${moment.nth} ${moment.state} + ${moment.ms} ms`
}

/** Waits for it, or for the end of the run. Resolves to the steps as they were seen last. */
export async function reach(control: Control, runId: string, moment: Moment): Promise<StepSeen[]> {
  let began = 0
  for (const until = Date.now() + 60_000; Date.now() < until; await pause(4)) {
    const run = await control.run(runId)
    if (run.state === 'queued') continue
    began ||= Date.now()
    const steps = await control.steps(runId)
    if (run.endedAt !== null) return steps
    if (moment.at === 'time') {
      if (Date.now() - began >= moment.ms) return steps
      continue
    }
    const reached = steps.filter(
      ({ kind, state }) =>
        kind === moment.kind && state !== 'pending' && (moment.state !== 'done' || state === 'done'),
    )
    if (reached.length < moment.nth) continue
    await pause(moment.ms)
    return control.steps(runId)
  }
  throw new Error(`The run ${runId} did not come to its moment within a minute.`)
}

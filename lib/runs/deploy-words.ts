import { type Failure, fail } from '../domain/failure'
import { listNames } from '../domain/list-names'
import type { Plan } from '../domain/plan'
import type { RunEffect } from '../domain/run-transition'
import type { RunEnd } from './ports'

/** How far a deploy came: the first `applied` migrations are there; `left` names one that stopped half-way. */
export interface Reached {
  applied: number
  left: string | null
}

export function effectOf(plan: Plan, { applied, left }: Reached): RunEffect {
  if (applied === 0 && left === null) return 'nothing'
  return applied === plan.migrations.length ? 'all' : 'part'
}

/** Which migrations are applied and which not, in one or two sentences. */
function reachedWords(plan: Plan, { applied, left }: Reached): string {
  const names = plan.migrations.map((migration) => migration.name)
  if (applied === 0 && left === null)
    return 'Nothing was applied: schema, data and ledger are as they were before.'
  const rest = names.slice(applied).filter((name) => name !== left)
  return [
    applied > 0 && `Applied: ${listNames(names.slice(0, applied))}.`,
    left && `Stopped half-way: ${left}.`,
    rest.length > 0 && `Not applied: ${listNames(rest)}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

export function deploySucceeded(plan: Plan, note = ''): RunEnd {
  const count = plan.migrations.length
  return {
    state: 'succeeded',
    effect: 'all',
    outcome: {
      ok: true,
      what: `${count === 1 ? 'One migration was' : `${count} migrations were`} applied, and the live schema is what the plan said.${note}`,
      next: 'Nothing is left to do here.',
      undo: undoWords(plan),
    },
  }
}

export function deployUnverified(plan: Plan, differences: string[]): RunEnd {
  const { failure } = fail('not_verified', differences.join(' '), { differences })
  return {
    state: 'unverified',
    effect: 'all',
    outcome: {
      ok: false,
      what: `${reachedWords(plan, { applied: plan.migrations.length, left: null })} The live schema is not what the plan said.`,
      next: failure.fix,
      undo: undoWords(plan),
      failure,
    },
  }
}

export function deployStopped(plan: Plan, reached: Reached, failure: Failure): RunEnd {
  const effect = effectOf(plan, reached)
  return {
    state:
      failure.code === 'run_cancelled'
        ? 'cancelled'
        : failure.code === 'outcome_unknown'
          ? 'unknown'
          : 'failed',
    effect: failure.code === 'outcome_unknown' ? 'unknown' : effect,
    outcome: {
      ok: false,
      what: `${failure.what} ${reachedWords(plan, reached)}`,
      next: failure.fix,
      undo:
        effect === 'nothing'
          ? null
          : 'What is applied stays applied; its page says whether it can be taken back, and what that would lose.',
      failure,
    },
  }
}

function undoWords(plan: Plan): string {
  if (plan.reverse.sql === null)
    return 'No reverse SQL could be computed; restoring a snapshot is the way back.'
  return 'Roll it back from this run’s page, which shows before what that would do and lose.'
}

import { knownState } from '../domain/resume-offer'
import type { Doubt } from '../domain/run'
import type { Reached } from './deploy-words'
import type { DeployOrder } from './execute-deploy'
import type { StepRecord } from './tracked-journal'

/** The run that stopped, as the one that goes on has to know it. */
export interface Resumed {
  runId: string
  steps: StepRecord[]
  doubt: Doubt | null
}

/** How far a deploy is when it begins, by the journal of the run that it goes on with. */
export function reachedBefore({ plan, resume }: Pick<DeployOrder, 'plan' | 'resume'>): Reached {
  if (!resume) return { applied: 0, left: null }
  const own = (name: string) => resume.steps.filter(({ detail }) => detail.migration === name)
  const done = plan.migrations.map(({ name }) =>
    own(name).some((step) => step.kind === 'migration' && knownState(step) === 'done'),
  )
  const applied = done.includes(false) ? done.indexOf(false) : done.length
  const next = plan.migrations[applied]
  const ran = next && own(next.name).some((step) => step.kind === 'statement' && hasRun(step))
  return { applied, left: ran && next.mode === 'stepwise' ? next.name : null }
}

function hasRun(step: StepRecord): boolean {
  const state = knownState(step)
  return state !== 'pending' && state !== 'skipped'
}

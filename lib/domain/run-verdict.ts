import type { RunKind, StepState } from './run'
import type { RunView, StepView } from './run-view'

/** One sentence that says how a run stands now. */
export function runVerdict(run: RunView): string {
  if (run.outcome) return run.outcome.what
  if (run.cancelAskedAt && run.state === 'running')
    return 'It was asked to stop, and stops at the next safe point.'
  if (run.state === 'queued') return queuedWords(run)
  if (run.state !== 'running') return `${titleOf(run.kind)} ${run.state}.`
  const step = currentStep(run.steps)
  if (!step) return betweenSteps(run)
  if (step.detail.holders?.length) return `Waiting for a lock: ${holderWords(step)}.`
  if (step.kind !== 'statement') return `${step.title}.`
  return `${step.detail.migration ?? 'Statement'}: ${placeAmong(run.steps, step)}, ${step.title}.`
}

/** A look may fall between the end of a step and the begin of the next. */
function betweenSteps({ kind, steps }: RunView): string {
  const top = steps.filter((step) => step.parent === null)
  if (top.every((step) => step.state === 'pending')) return `${titleOf(kind)} is starting.`
  const next = top.find((step) => step.state === 'pending')
  return next ? `Next: ${next.title}.` : `${titleOf(kind)} is ending.`
}

function queuedWords(run: RunView): string {
  if (run.ahead === 0) return 'Waiting for a runner to take it.'
  return run.ahead === 1
    ? 'Waiting: another run holds this environment.'
    : `Waiting: ${run.ahead} runs are before it.`
}

export function titleOf(kind: RunKind): string {
  return {
    deploy: 'Deploy',
    rollback: 'Rollback',
    snapshot: 'Snapshot',
    restore: 'Restore',
    resolve: 'Resolution',
    rehearse: 'Rehearsal',
  }[kind]
}

function holderWords(step: StepView): string {
  const [first, ...others] = step.detail.holders ?? []
  const who = first ? `${first.application || first.user || 'a session'} (pid ${first.pid})` : 'somebody'
  return `${who}${others.length > 0 ? ` and ${others.length} more` : ''} ${others.length > 0 ? 'stand' : 'stands'} before it`
}

/** "statement 2 of 5" within its migration. */
function placeAmong(steps: readonly StepView[], step: StepView): string {
  const siblings = steps.filter((each) => each.parent === step.parent && each.kind === 'statement')
  return `statement ${siblings.indexOf(step) + 1} of ${siblings.length}`
}

/** The innermost step that goes on now. */
export function currentStep(steps: readonly StepView[]): StepView | undefined {
  return steps.findLast((step) => step.state === 'running')
}

/** Where a failed run broke: the innermost failed step, else the innermost unknown one. */
export function brokenStep(steps: readonly StepView[]): StepView | undefined {
  const of = (state: StepState) =>
    steps.findLast((step) => step.state === state && step.parent !== null) ??
    steps.find((step) => step.state === state)
  return of('failed') ?? of('unknown')
}

import { listNames } from './list-names'
import type { Plan, PlannedMigration } from './plan'
import type { StepDetail, StepKind, StepState } from './run'

interface Step {
  kind: StepKind
  state: StepState
  detail: StepDetail
}

/** What going on with a deploy that stopped would do, as far as its journal tells. */
export interface ResumeOffer {
  /** One sentence. */
  words: string
  /** The statement of which somebody has to say whether it ran. */
  doubt: { migration: string; statement: number; line: number; sql: string } | null
}

/** What is known of a step: from its own run, or from the one that it resumes. */
export function knownState({ state, detail }: Pick<Step, 'state' | 'detail'>): StepState {
  return state === 'pending' || state === 'skipped' ? (detail.carried ?? state) : state
}

/** Null: nothing of the plan is there, so that there is nothing to go on with, or all of it is. Pure. */
export function resumeOffer(plan: Plan, steps: Step[]): ResumeOffer | null {
  const applied = plan.migrations.findIndex(({ name }) => !isApplied(steps, name))
  const migration = plan.migrations[applied]
  if (!migration) return null
  const rest = plan.migrations.slice(applied + 1).map(({ name }) => name)
  const then = rest.length > 0 ? `, then applies ${listNames(rest)}` : ''
  const states = statementStates(steps, migration)
  const all = migration.segments.flatMap(({ statements }) => statements)
  const next = migration.segments.find(
    ({ statements }) => !statements.every((at) => states.get(at) === 'done'),
  )
  const begun = all.some((at) => ['done', 'unknown', 'running', 'failed'].includes(states.get(at) ?? ''))
  if (migration.mode === 'atomic' || !begun || !next)
    return applied === 0 && !next ? null : between(applied, migration.name, then, states)

  const number = (next.statements[0] ?? 0) + 1
  const done = all.filter((at) => states.get(at) === 'done').length
  const stays = done > 0 ? '; what is done before it stays as it is' : ''
  const words = `Continues at statement ${number} of ${migration.statements.length} of ${migration.name}${then}${stays}.`
  const at = next.transaction ? undefined : next.statements.find((index) => states.get(index) === 'unknown')
  const statement = at === undefined ? undefined : migration.statements[at]
  return {
    words,
    doubt: statement
      ? {
          migration: migration.name,
          statement: statement.index + 1,
          line: statement.line,
          sql: statement.text,
        }
      : null,
  }
}

function between(
  applied: number,
  name: string,
  then: string,
  states: Map<number, StepState>,
): ResumeOffer | null {
  const doubtful = [...states.values()].includes('unknown')
  if (applied === 0 && !doubtful) return null
  return { words: `Begins ${name} anew${then}; what was applied before it stays as it is.`, doubt: null }
}

function isApplied(steps: Step[], name: string): boolean {
  return steps.some(
    (step) => step.kind === 'migration' && step.detail.migration === name && step.state === 'done',
  )
}

function statementStates(steps: Step[], { name }: PlannedMigration): Map<number, StepState> {
  return new Map(
    steps
      .filter(({ kind, detail }) => kind === 'statement' && detail.migration === name)
      .map((step) => [step.detail.statement ?? -1, knownState(step)]),
  )
}

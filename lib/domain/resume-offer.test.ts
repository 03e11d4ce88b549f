import { describe, expect, it } from 'vitest'
import type { Plan, PlannedMigration } from './plan'
import { resumeOffer } from './resume-offer'
import type { StepDetail, StepKind, StepState } from './run'

const statement = (index: number) => ({ index, text: `s${index}`, line: index + 1 })
const steps = [statement(0), statement(1), statement(2)]
const migration = (name: string, mode: 'atomic' | 'stepwise') =>
  ({
    name,
    mode,
    statements: steps,
    segments: steps.map(({ index }) => ({ transaction: mode === 'atomic', statements: [index] })),
  }) as unknown as PlannedMigration
const plan = {
  migrations: [
    migration('1_whole', 'atomic'),
    migration('2_steps', 'stepwise'),
    migration('3_rest', 'atomic'),
  ],
} as Plan

function ran(first: StepState, states: (StepState | [StepState, StepState])[]) {
  const step = (kind: StepKind, state: StepState, detail: StepDetail) => ({ kind, state, detail })
  return [
    step('migration', first, { migration: '1_whole' }),
    ...states.map((given, index) => {
      const [state, carried] = Array.isArray(given) ? given : [given]
      return step('statement', state, {
        migration: '2_steps',
        statement: index,
        ...(carried && { carried }),
      })
    }),
  ]
}

describe('what resuming a deploy would do', () => {
  it('is said in a sentence: where it continues, and what follows', () => {
    expect(resumeOffer(plan, ran('done', ['done', 'failed', 'skipped']))).toEqual({
      words:
        'Continues at statement 2 of 3 of 2_steps, then applies 3_rest; what is done before it stays as it is.',
      doubt: null,
    })
    expect(resumeOffer(plan, ran('done', ['skipped', 'skipped', 'skipped']))?.words).toBe(
      'Begins 2_steps anew, then applies 3_rest; what was applied before it stays as it is.',
    )
  })

  it('asks about a statement in doubt, also where the run before had left it so', () => {
    expect(resumeOffer(plan, ran('done', ['done', 'unknown', 'skipped']))?.doubt).toMatchObject({
      statement: 2,
    })
    expect(resumeOffer(plan, ran('done', ['done', ['skipped', 'unknown'], 'skipped']))?.doubt).toMatchObject({
      migration: '2_steps',
      statement: 2,
      sql: 's1',
      line: 2,
    })
  })

  it('is nothing where nothing of the plan is there', () => {
    expect(resumeOffer(plan, ran('failed', ['skipped', 'skipped', 'skipped']))).toBeNull()
  })
})

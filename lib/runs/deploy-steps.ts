import type { StepIntent } from '../domain/journal'
import type { Plan, PlannedMigration } from '../domain/plan'
import { knownState } from '../domain/resume-offer'
import type { StepState } from '../domain/run'
import { newRowId } from '../engines/prisma/ledger'
import type { Resumed } from './resumed'

/** Where each part of a deploy stands in its journal. */
export interface DeploySteps {
  intents: StepIntent[]
  snapshot: number | null
  preflight: number
  /** `ledgerRow`: id of the row that the migration will get. */
  migrations: { position: number; statements: number[]; ledgerRow: string }[]
  verify: number
}

/**
 * The steps of a deploy, known before it begins, so that the page can show all that will come. The ids of the ledger
 * rows are among them: whatever is found there later is known to be this run's, without a write before each migration.
 * A run that goes on with another takes over its rows, and what is known of its statements.
 */
export function deploySteps(plan: Plan, takesSnapshot: boolean, resumed?: Resumed): DeploySteps {
  const intents: StepIntent[] = []
  const add = (intent: Omit<StepIntent, 'position'>) =>
    intents.push({ position: intents.length, ...intent }) - 1

  const snapshot = takesSnapshot ? add({ kind: 'snapshot', title: 'Take and verify a snapshot' }) : null
  const preflight = add({ kind: 'preflight', title: 'Lock and compare with the plan' })
  const migrations = plan.migrations.map((migration) => {
    const before = stepsBefore(resumed, migration.name)
    const ledgerRow = before.row ?? newRowId()
    const detail = { migration: migration.name, ledgerRow }
    const position = add({ kind: 'migration', title: migration.name, detail })
    return { position, statements: statementSteps(migration, position, add, before.states), ledgerRow }
  })
  const verify = add({ kind: 'verify', title: 'Compare the live schema and ledger with the plan' })
  return { intents, snapshot, preflight, migrations, verify }
}

/** One step for each statement that will be executed; -1 for those that are not (a stripped BEGIN or COMMIT). */
function statementSteps(
  migration: PlannedMigration,
  parent: number,
  add: (intent: Omit<StepIntent, 'position'>) => number,
  before: Map<number, StepState>,
): number[] {
  const executed = new Set(migration.segments.flatMap((segment) => segment.statements))
  return migration.statements.map((statement) => {
    if (!executed.has(statement.index)) return -1
    const carried = before.get(statement.index)
    return add({
      kind: 'statement',
      title: statement.summary,
      parent,
      detail: {
        migration: migration.name,
        statement: statement.index,
        sql: statement.text,
        line: statement.line,
        ...(carried && { carried }),
      },
    })
  })
}

function stepsBefore(resumed: Resumed | undefined, name: string) {
  const own = resumed?.steps.filter(({ detail }) => detail.migration === name) ?? []
  const row = own.find(({ kind }) => kind === 'migration')?.detail.ledgerRow
  const states = new Map<number, StepState>()
  for (const step of own) {
    const state = knownState(step)
    if (step.kind === 'statement' && state !== 'pending' && state !== 'skipped')
      states.set(step.detail.statement ?? -1, state)
  }
  return { row, states }
}

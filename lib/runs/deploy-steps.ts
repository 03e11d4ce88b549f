import type { StepIntent } from '../domain/journal'
import type { Plan, PlannedMigration } from '../domain/plan'

/** Where each part of a deploy stands in its journal. */
export interface DeploySteps {
  intents: StepIntent[]
  snapshot: number | null
  preflight: number
  migrations: { position: number; statements: number[] }[]
  verify: number
}

/** The steps of a deploy, known before it begins, so that the page can show all that will come. Pure. */
export function deploySteps(plan: Plan, takesSnapshot: boolean): DeploySteps {
  const intents: StepIntent[] = []
  const add = (intent: Omit<StepIntent, 'position'>) =>
    intents.push({ position: intents.length, ...intent }) - 1

  const snapshot = takesSnapshot ? add({ kind: 'snapshot', title: 'Take and verify a snapshot' }) : null
  const preflight = add({ kind: 'preflight', title: 'Lock and compare with the plan' })
  const migrations = plan.migrations.map((migration) => {
    const position = add({ kind: 'migration', title: migration.name, detail: { migration: migration.name } })
    return { position, statements: statementSteps(migration, position, add) }
  })
  const verify = add({ kind: 'verify', title: 'Compare the live schema and ledger with the plan' })
  return { intents, snapshot, preflight, migrations, verify }
}

/** One step for each statement that will be executed; -1 for those that are not (a stripped BEGIN or COMMIT). */
function statementSteps(
  migration: PlannedMigration,
  parent: number,
  add: (intent: Omit<StepIntent, 'position'>) => number,
): number[] {
  const executed = new Set(migration.segments.flatMap((segment) => segment.statements))
  return migration.statements.map((statement) => {
    if (!executed.has(statement.index)) return -1
    return add({
      kind: 'statement',
      title: statement.summary,
      parent,
      detail: {
        migration: migration.name,
        statement: statement.index,
        sql: statement.text,
        line: statement.line,
      },
    })
  })
}

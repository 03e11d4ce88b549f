import { sweepLeft } from '../runner/sweep-left'
import type { Prepared } from './actions'
import type { Control } from './control'
import type { Facts } from './facts'
import { failedDatabaseFacts, leftovers, liveFacts, sentFacts, snapshotFacts } from './gather'
import type { Digests } from './places'
import type { Installation, Planned, Stage } from './stage'
import { sentTexts } from './statement-log'

export interface Looked {
  stage: Stage
  installation: Installation
  planned: Planned
  prepared: Prepared
  control: Control
  database: string
  directUrl: string
  /** The run's own first. */
  runIds: string[]
  /** Of the server, before. */
  databases: string[]
  /** Rows of the target before the run. */
  before: Digests
  /** Log of the server since. */
  sent: string
}

/** Everything that can be seen once Headgate has recovered. What was seen during the round is not in it. */
export async function factsOf(looked: Looked): Promise<Facts> {
  const { stage, installation, planned, prepared, control, database, directUrl, runIds } = looked
  const [runId = ''] = runIds
  const run = await control.facts(runId)
  const live = await liveFacts(directUrl)
  const names = planned.plan.migrations.map(({ name }) => name)
  const applied = live.ledger
    .filter(({ name, finishedAt, rolledBackAt }) => names.includes(name) && finishedAt && !rolledBackAt)
    .map(({ name }) => name)
  const byOthers = runIds.includes('prisma')
  const steps = await control.steps(runId)
  const restored = run.state === 'succeeded' && steps.some(({ detail }) => detail.restore !== undefined)
  const failedDatabase = restored ? await failedDatabaseFacts(stage, control, runId, looked.before) : null
  const { environmentId } = prepared.environment
  // As a runner does when it starts.
  await sweepLeft(installation.context)
  const { snapshots, databases } = await snapshotFacts(
    stage,
    installation,
    environmentId,
    directUrl,
    database,
  )
  const expected = [...databases, ...(failedDatabase ? [failedDatabase.name] : [])]
  return {
    ...{ places: prepared.places, run, live, planned: names, snapshots, failedDatabase },
    unresolved: await control.unresolved(environmentId),
    left: await leftovers(stage, database, { databases: looked.databases, expected }),
    ...sentFacts(
      sentTexts(looked.sent),
      runIds,
      planned.plan,
      run.kind === 'deploy' && !byOthers ? applied : [],
    ),
    ...{ acknowledged: [], ended: null, mostAtOnce: 1, prisma: [], roundTrip: [] },
  }
}

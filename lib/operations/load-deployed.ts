import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import type { Plan } from '../domain/plan'
import type {
  DeployRequest,
  Environment,
  Plan as PlanRow,
  Project,
  Run,
  Snapshot,
} from '../store/generated/client'
import { readManifest, readPlan } from '../store/read-json'
import { snapshotOfBase } from './snapshot-of-base'

/** A deploy run with everything that taking it back needs. */
export interface DeployedRun {
  run: Run
  environment: Environment & { project: Project }
  request: DeployRequest
  planRow: PlanRow
  plan: Plan
  /** The newest one that was taken before the run's migrations, verified; null: none. */
  snapshot: Snapshot | null
}

/** Loads a deploy run of a project. Fails: not_found; stale_state where it is not a deploy with a plan. */
export async function loadDeployed(
  context: Context,
  where: { projectSlug: string; deployRunId: string },
): Promise<Result<DeployedRun>> {
  const run = await context.db.run.findFirst({
    where: {
      id: where.deployRunId,
      environment: { project: { slug: where.projectSlug } },
    },
    include: {
      environment: { include: { project: true } },
      deployRequest: true,
      plan: true,
    },
  })
  if (!run) return fail('not_found', 'There is no such run in this project.')
  const { environment, deployRequest: request, plan: planRow } = run
  if (run.kind !== 'deploy' || !request || !planRow)
    return fail('stale_state', 'Only a deploy can be taken back.')
  const plan = readPlan(planRow.body)
  return ok({
    run,
    environment,
    request,
    planRow,
    plan,
    snapshot: await snapshotBefore(context, run, plan),
  })
}

/** The run's own snapshot, else the newest verified one of what it started from. */
async function snapshotBefore({ db }: Context, run: Run, plan: Plan): Promise<Snapshot | null> {
  const own = await db.snapshot.findFirst({ where: { runId: run.id, state: 'verified' } })
  // What holds single tables takes no database's place: only where nothing else is there, so that it is told why.
  const whole = own && !readManifest(own.manifest)?.scope ? own : null
  if (whole || run.startedAt === null) return whole ?? own
  return (
    (await snapshotOfBase(db, run.environmentId, plan, { state: 'verified' }, { before: run.startedAt })) ??
    own
  )
}

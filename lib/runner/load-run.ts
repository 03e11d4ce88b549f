import type { Context } from '../composition/context'
import type { MigrationFile } from '../domain/migration'
import type { Evidence, Plan } from '../domain/plan'
import type { Policy } from '../domain/policy'
import type { Resolution } from '../domain/resolution'
import type { RunInput, StepKind } from '../domain/run'
import { addressOf } from '../operations/environment-address'
import type { RunTarget } from '../runs/ports'
import type { StepRecord } from '../runs/tracked-journal'
import { withAcceptances } from '../store/acceptances'
import type { Prisma } from '../store/generated/client'
import {
  readEvidence,
  readMigrationFiles,
  readPlan,
  readPolicy,
  readResolution,
  readRunInput,
  readStepDetail,
} from '../store/read-json'
import { withApprovals } from '../store/resolution-approvals'

const everything = {
  environment: { include: { project: true } },
  plan: { include: { accepted: withAcceptances } },
  requestedBy: true,
  deployRequest: { include: { revision: true } },
  resolution: { include: withApprovals },
  deployRun: { include: { steps: { orderBy: { position: 'asc' } } } },
  steps: { orderBy: { position: 'asc' } },
} as const satisfies Prisma.RunInclude

export type RunRow = Prisma.RunGetPayload<{ include: typeof everything }>

/** A run with all that executing or recovering it needs, as domain objects. */
export interface LoadedRun {
  row: RunRow
  input: RunInput
  target: RunTarget
  policy: Policy
  plan: Plan | null
  /** Beside the plan, as it was last gathered. */
  evidence: Evidence | null
  resolution: Resolution | null
  approvedFiles: MigrationFile[]
  steps: StepRecord[]
  /** Of the run that this one resumes, in the same deploy request; null: it resumes none, or that is gone. */
  resumed: StepRecord[] | null
  backend: { pid: number; startedAt: string } | null
}

export async function loadRun(context: Context, runId: string): Promise<LoadedRun> {
  const row = await context.db.run.findUniqueOrThrow({ where: { id: runId }, include: everything })
  const { environment, backendPid, backendStart } = row
  const { systemIdentifier, databaseOid } = environment
  const known = systemIdentifier !== null && databaseOid !== null
  const input = readRunInput(row.input)
  return {
    row,
    input,
    resumed: input.kind === 'deploy' && input.resumes ? await stepsOf(context, row, input.resumes) : null,
    target: {
      url: addressOf(context, environment).url,
      identity: known ? { systemIdentifier, databaseOid: Number(databaseOid) } : null,
    },
    policy: readPolicy(environment.policy),
    plan: row.plan && readPlan(row.plan.body),
    evidence: row.plan && readEvidence(row.plan.evidence),
    resolution: row.resolution && readResolution(row.resolution.body),
    approvedFiles: row.deployRequest ? readMigrationFiles(row.deployRequest.revision.migrations) : [],
    steps: row.steps.map(toRecord),
    backend:
      backendPid !== null && backendStart !== null ? { pid: backendPid, startedAt: backendStart } : null,
  }
}

/** Null: it is no run of the same plan. */
async function stepsOf({ db }: Context, { planId }: RunRow, runId: string): Promise<StepRecord[] | null> {
  const run = await db.run.findFirst({
    where: { id: runId, planId, kind: 'deploy' },
    include: { steps: { orderBy: { position: 'asc' } } },
  })
  return run?.steps.map(toRecord) ?? null
}

function toRecord(step: RunRow['steps'][number]): StepRecord {
  const { position, parent, state } = step
  return { position, kind: step.kind as StepKind, parent, state, detail: readStepDetail(step.detail) }
}

import 'server-only'
import { context } from '../composition/context'
import type { LedgerRow } from '../domain/migration'
import type { AppliedBy } from '../domain/timeline-view'
import { readStepDetail } from '../store/read-json'

export interface DeployStep {
  environmentId: string
  migration: string
  runId: string
  person: string
  request: { number: number; title: string } | null
  startedAt: number
  tookMs: number | null
}

// The ledger's clock is the database's, the step's is Headgate's: they may disagree by this much.
const clocksMayDiffer = 10 * 60_000

/** The migrations that deploys of Headgate applied in these environments, newest first. */
export async function readDeploySteps(environmentIds: string[], migration?: string): Promise<DeployStep[]> {
  const rows = await context().db.runStep.findMany({
    where: {
      kind: 'migration',
      state: 'done',
      run: { kind: 'deploy', environmentId: { in: environmentIds } },
      ...(migration ? { detail: { path: ['migration'], equals: migration } } : {}),
    },
    orderBy: { startedAt: 'desc' },
    include: {
      run: {
        select: {
          environmentId: true,
          requestedBy: { select: { name: true } },
          deployRequest: { select: { number: true, title: true } },
        },
      },
    },
  })
  return rows.map((row) => ({
    environmentId: row.run.environmentId,
    migration: readStepDetail(row.detail).migration ?? row.title,
    runId: row.runId,
    person: row.run.requestedBy.name,
    request: row.run.deployRequest,
    startedAt: row.startedAt?.getTime() ?? 0,
    tookMs: row.startedAt && row.endedAt ? row.endedAt.getTime() - row.startedAt.getTime() : null,
  }))
}

/** Who wrote this row of the ledger: the deploy whose step agrees in name and time, else somebody outside. */
export function appliedBy(
  row: LedgerRow | null,
  steps: readonly DeployStep[],
): { by: AppliedBy | null; tookMs: number | null } {
  if (!row?.finishedAt) return { by: null, tookMs: null }
  const began = Date.parse(row.startedAt)
  const took = Math.max(0, Date.parse(row.finishedAt) - began)
  const step = steps.find(
    (one) => one.migration === row.name && Math.abs(one.startedAt - began) < clocksMayDiffer,
  )
  if (!step) return { by: { through: 'outside' }, tookMs: took }
  const { person, runId, request } = step
  return { by: { through: 'headgate', person, runId, request }, tookMs: step.tookMs ?? took }
}

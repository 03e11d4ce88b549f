import 'server-only'
import { context } from '../composition/context'
import type { TerminalMark } from '../domain/mark'
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

/** Who wrote this row of the ledger: the deploy, else the terminal, that agrees in name and time, else somebody outside. */
export function appliedBy(
  row: LedgerRow | null,
  steps: readonly DeployStep[],
  terminals: readonly TerminalMark[] = [],
): { by: AppliedBy | null; tookMs: number | null } {
  if (!row?.finishedAt) return { by: null, tookMs: null }
  const began = Date.parse(row.startedAt)
  const took = Math.max(0, Date.parse(row.finishedAt) - began)
  const step = steps.find(
    (one) => one.migration === row.name && Math.abs(one.startedAt - began) < clocksMayDiffer,
  )
  if (!step) {
    const mark = terminals.find((one) => wrote(one, row))
    const by: AppliedBy = mark
      ? { through: 'terminal', who: mark.who, bypass: mark.bypass }
      : { through: 'outside' }
    return { by, tookMs: took }
  }
  const { person, runId, request } = step
  return { by: { through: 'headgate', person, runId, request }, tookMs: step.tookMs ?? took }
}

/** The row's end lies within what the terminal did, as far as the two clocks agree. */
function wrote(mark: TerminalMark, row: LedgerRow): boolean {
  if (mark.kind === 'rollback' || !mark.migrations.includes(row.name) || !row.finishedAt) return false
  const at = Date.parse(row.finishedAt)
  const from = Date.parse(mark.startedAt) - clocksMayDiffer
  const to = mark.endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(mark.endedAt) + clocksMayDiffer
  return from <= at && at <= to
}

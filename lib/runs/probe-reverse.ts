import type { Session } from '../databases/database'
import type { PutBackUnderWay } from '../databases/kept-data'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { type Failure, fail } from '../domain/failure'
import type { Plan } from '../domain/plan'
import type { StepState } from '../domain/run'
import { readLedger } from '../engines/prisma/ledger'
import { findCopies } from './kept-copies'
import type { RunEnd, RunPorts } from './ports'
import { standingRows } from './reverse-base'
import { rollbackHalfWay, rollbackStopped, rollbackSucceeded, rollbackUnverified } from './rollback-words'
import type { StepRecord } from './tracked-journal'

/** A reverse and its marks in the ledger commit together: the ledger tells whether it happened. */
export async function probeReverse(
  { plan, ...kept }: { plan: Plan; way: 'reverse' } | { plan: Plan; way: 'kept'; deployRunId: string | null },
  session: Session,
  steps: StepRecord[],
  ports: RunPorts,
  cause: Failure,
): Promise<RunEnd> {
  const { rows } = await readLedger(session)
  const standing = standingRows(plan, rows).length
  const fingerprint = catalogFingerprint(await ports.database.catalog(session))
  const between =
    kept.way === 'kept' && standing > 0 ? await stoppedBetween(plan, kept, session, ports) : null
  const differences = (kept.way === 'kept' ? plan.keptReverse : plan.reverse)?.differences ?? []
  const ended = between
    ? judgeBetween(plan, between, fingerprint, cause)
    : judge(plan, standing, fingerprint, differences, cause)
  const happened = standing === 0
  await ports.journal.record(
    steps
      .filter((step) => step.state === 'running' || (step.kind === 'statement' && step.state !== 'skipped'))
      // Of several transactions, those that have their outcome keep it.
      .filter((step) => between === null || step.state === 'running')
      .map(({ position }) => ({ position, state: between ? 'failed' : stateOf(ended, happened) })),
  )
  return ended
}

/** The target itself has how far a way back of several transactions came. */
async function stoppedBetween(
  { keptReverse }: Plan,
  { deployRunId }: { deployRunId: string | null },
  session: Session,
  { database }: RunPorts,
): Promise<PutBackUnderWay | null> {
  if (!keptReverse) return null
  const copies = findCopies(keptReverse, await database.kept.list(session), deployRunId)
  const deploy = deployRunId ?? (copies.ok ? copies.value[0]?.copy.runId : undefined)
  return deploy === undefined ? null : database.kept.readUnderWay(session, deploy)
}

function judgeBetween(plan: Plan, at: PutBackUnderWay, fingerprint: string, cause: Failure): RunEnd {
  const half = { done: at.partsDone, of: plan.keptReverse?.parts.length ?? 0 }
  if (fingerprint === at.schemaFingerprint) return rollbackHalfWay(cause, half)
  const why = `The rollback has committed ${half.done} of ${half.of} parts, but the schema is not where it was after them.`
  return rollbackStopped(fail('outcome_unknown', `${cause.why} ${why}`).failure)
}

function judge(
  plan: Plan,
  standing: number,
  fingerprint: string,
  differences: string[],
  cause: Failure,
): RunEnd {
  const names = plan.migrations.map((migration) => migration.name).reverse()
  if (standing === 0) {
    if (fingerprint === plan.chain[0] || differences.length > 0) {
      return rollbackSucceeded(names, differences, ` ${cause.what} By then it was committed.`)
    }
    return rollbackUnverified(names, ['The live schema is not the one before the deploy.'])
  }
  if (standing === names.length && fingerprint === plan.chain.at(-1)) return rollbackStopped(cause)
  const why = `${standing} of ${names.length} migrations stand in the ledger, and the schema is neither the one before nor the one after them.`
  return rollbackStopped(fail('outcome_unknown', `${cause.why} ${why}`).failure)
}

function stateOf(ended: RunEnd, happened: boolean): Exclude<StepState, 'pending'> {
  if (ended.state === 'unknown') return 'unknown'
  return happened ? 'done' : 'skipped'
}

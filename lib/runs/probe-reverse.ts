import type { Session } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { type Failure, fail } from '../domain/failure'
import type { Plan } from '../domain/plan'
import type { StepState } from '../domain/run'
import { readLedger } from '../engines/prisma/ledger'
import type { RunEnd, RunPorts } from './ports'
import { standingRows } from './reverse-base'
import { rollbackStopped, rollbackSucceeded, rollbackUnverified } from './rollback-words'
import type { StepRecord } from './tracked-journal'

/** A reverse and its marks in the ledger commit together: the ledger tells whether it happened. */
export async function probeReverse(
  { plan }: { plan: Plan },
  session: Session,
  steps: StepRecord[],
  ports: RunPorts,
  cause: Failure,
): Promise<RunEnd> {
  const { rows } = await readLedger(session)
  const standing = standingRows(plan, rows).length
  const fingerprint = catalogFingerprint(await ports.database.catalog(session))
  const ended = judge(plan, standing, fingerprint, cause)
  const happened = standing === 0
  await ports.journal.record(
    steps
      .filter((step) => step.state === 'running' || (step.kind === 'statement' && step.state !== 'skipped'))
      .map(({ position }) => ({ position, state: stateOf(ended, happened) })),
  )
  return ended
}

function judge(plan: Plan, standing: number, fingerprint: string, cause: Failure): RunEnd {
  const names = plan.migrations.map((migration) => migration.name).reverse()
  if (standing === 0) {
    const { differences } = plan.reverse
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

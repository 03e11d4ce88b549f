import type { Session } from '../databases/database'
import { catalogFingerprint } from '../domain/catalog-fingerprint'
import { type Failure, fail } from '../domain/failure'
import type { StepChange } from '../domain/journal'
import type { Resolution } from '../domain/resolution'
import { ledgerStateFingerprint } from '../domain/resolution-fingerprint'
import { readLedger } from '../engines/prisma/ledger'
import type { RunEnd, RunPorts } from './ports'
import { missingChanges } from './resolution-ledger'
import {
  type ReachedResolution,
  resolutionStopped,
  resolutionSucceeded,
  resolutionUnverified,
} from './resolution-words'
import type { StepRecord } from './tracked-journal'

/**
 * What a resolution did before it stopped, told by the ledger and by the fingerprint of the schema: both are known from
 * before it and from after it. Where neither fits, or where they cannot tell (SQL that changes data alone), the steps
 * in the journal speak, and what they leave open is said to be unknown.
 */
export async function probeResolution(
  resolution: Resolution,
  session: Session,
  steps: StepRecord[],
  ports: RunPorts,
  cause: Failure,
): Promise<RunEnd> {
  const ledger = await readLedger(session)
  const fingerprint = catalogFingerprint(await ports.database.catalog(session))
  const { base, after } = resolution
  const seen: Seen = {
    files: filesReached(steps),
    before: ledgerStateFingerprint(ledger.rows) === base.ledger && fingerprint === base.schemaFingerprint,
    after: missingChanges(resolution.ledger, ledger).length === 0 && fingerprint === after,
  }
  const ended = judge(resolution, seen, steps, cause)
  await ports.journal.record(openSteps(steps, ended))
  return ended
}

interface Seen {
  files: ReachedResolution['files']
  before: boolean
  after: boolean
}

function filesReached(steps: StepRecord[]): ReachedResolution['files'] {
  const step = steps.find(({ kind }) => kind === 'files')
  if (step?.state === 'done') return 'written'
  return step?.state === 'running' ? 'unknown' : 'none'
}

function judge(resolution: Resolution, seen: Seen, steps: StepRecord[], cause: Failure): RunEnd {
  const { files } = seen
  const stopped = (database: ReachedResolution['database'], failure: Failure) =>
    resolutionStopped(resolution, { files, database }, failure)
  const unknown = (why: string) => fail('outcome_unknown', `${cause.why} ${why}`).failure

  const touched = steps.filter((step) => step.kind === 'statement' && hasBegun(step))
  const began = steps.some((step) => isWork(step) && hasBegun(step))
  const finished = steps.some(isWork) && steps.filter(isWork).every((step) => step.state === 'done')
  const changesDatabase = resolution.work !== null || resolution.ledger.length > 0
  if (!changesDatabase) {
    if (files === 'unknown') return stopped('nothing', unknown('It stopped while files were being written.'))
    if (files === 'none') return stopped('nothing', cause)
    return seen.after
      ? resolutionSucceeded(resolution, ` ${cause.what} By then everything was done.`)
      : resolutionUnverified(resolution, ['The live schema is another one than before.'])
  }
  if (seen.after && (!seen.before || finished)) {
    return resolutionSucceeded(resolution, ` ${cause.what} By then it was committed.`)
  }
  const stepwise = resolution.work?.mode === 'stepwise'
  // One transaction: the ledger as before means that nothing of it committed. Without a change of the ledger, and
  // step by step, SQL that leaves the schema as it is cannot be seen.
  if (seen.before && (!began || (!stepwise && !seen.after))) return stopped('nothing', cause)
  if (seen.before && touched.every(changesSchemaAlone) && !seen.after) return stopped('nothing', cause)
  if (!stepwise)
    return stopped('unknown', unknown('Schema and ledger are neither as before nor as after it.'))
  const words = touched.map(({ state, detail }) => `${(detail.statement ?? 0) + 1} ${wordOf(state)}`)
  const why = `Statements ${words.join(', ')}; the ledger was not written.`
  return touched.some(({ state }) => state === 'running')
    ? stopped('part', unknown(why))
    : stopped('part', fail('stepwise_failed', `${cause.why} ${why}`).failure)
}

function isWork({ kind }: StepRecord): boolean {
  return kind === 'migration' || kind === 'ledger'
}

function hasBegun({ state }: StepRecord): boolean {
  return state !== 'pending' && state !== 'skipped'
}

/** Whether a statement would show in the schema, so that an unchanged schema says it did nothing. */
function changesSchemaAlone({ detail }: StepRecord): boolean {
  return /^\s*(create|alter|drop)\s/i.test(detail.sql ?? '')
}

function wordOf(state: StepRecord['state']): string {
  if (state === 'running') return 'unknown'
  return state === 'done' ? 'done' : 'failed'
}

function openSteps(steps: StepRecord[], ended: RunEnd): StepChange[] {
  return steps
    .filter((step) => step.state === 'running' || (step.kind === 'statement' && step.state === 'done'))
    .map((step) => ({ position: step.position, state: outcomeOf(step, ended) }))
}

function outcomeOf(step: StepRecord, { state, effect, outcome }: RunEnd): StepChange['state'] {
  if (state === 'succeeded' || state === 'unverified')
    return step.kind === 'verify' && !outcome.ok ? 'failed' : 'done'
  if (step.kind === 'statement') {
    if (effect === 'nothing') return 'skipped'
    return step.state === 'done' ? 'done' : 'unknown'
  }
  if (effect === 'unknown' || step.kind === 'files') return 'unknown'
  return 'failed'
}

import { type Failure, fail } from '../domain/failure'
import { listNames } from '../domain/list-names'
import type { RunEnd } from './ports'

/** `names` newest first. */
export function rollbackSucceeded(names: string[], differences: string[], note = ''): RunEnd {
  const kept =
    differences.length === 0
      ? 'The schema is what it was before the deploy.'
      : `What was known not to come back did not: ${differences.join('; ')}.`
  return {
    state: 'succeeded',
    effect: 'all',
    outcome: {
      ok: true,
      what: `Taken back: ${listNames(names)}. ${kept}${note}`,
      next: 'Prisma and Headgate both see them as pending again: the next “prisma migrate deploy” of a pipeline would apply them. Remove them from the project, or stop that pipeline first.',
      undo: 'Deploy them again.',
    },
  }
}

export function rollbackUnverified(names: string[], differences: string[]): RunEnd {
  const { failure } = fail('not_verified', differences.join(' '), { differences })
  return {
    state: 'unverified',
    effect: 'all',
    outcome: {
      ok: false,
      what: `Taken back: ${listNames(names)}. But the database is not what it was before the deploy.`,
      next: failure.fix,
      undo: 'Deploy them again.',
      failure,
    },
  }
}

export function rollbackStopped(failure: Failure): RunEnd {
  const unknown = failure.code === 'outcome_unknown'
  return {
    state: failure.code === 'run_cancelled' ? 'cancelled' : unknown ? 'unknown' : 'failed',
    effect: unknown ? 'unknown' : 'nothing',
    outcome: {
      ok: false,
      what: unknown
        ? failure.what
        : `${failure.what} Nothing was taken back: the deploy stands, schema, data and ledger are as before.`,
      next: failure.fix,
      undo: null,
      failure,
    },
  }
}

/** A way back of several transactions that stopped between two of them. */
export function rollbackHalfWay(failure: Failure, { done, of }: { done: number; of: number }): RunEnd {
  return {
    state: failure.code === 'run_cancelled' ? 'cancelled' : 'failed',
    effect: 'part',
    outcome: {
      ok: false,
      what: `${failure.what} The rollback stopped half-way: ${done} of its ${of} parts are committed, the schema is between what the deploy left and what was before it, and the ledger still has the deploy.`,
      next: `Ask for the same rollback again: it goes on where this one stopped. ${failure.fix}`,
      undo: null,
      failure,
    },
  }
}

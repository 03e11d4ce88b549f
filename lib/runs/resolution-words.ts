import { type Failure, fail } from '../domain/failure'
import { listNames } from '../domain/list-names'
import type { Resolution } from '../domain/resolution'
import type { RunEnd } from './ports'

/** How far a resolution came. */
export interface ReachedResolution {
  /** `unknown`: it stopped while they were being written. */
  files: 'none' | 'written' | 'unknown'
  /** Of the database: SQL and ledger. */
  database: 'nothing' | 'part' | 'all' | 'unknown'
}

const lookAgain = 'Look at it again: what is left to do is worked out from what is there now.'

export function resolutionSucceeded(resolution: Resolution, note = ''): RunEnd {
  return {
    state: 'succeeded',
    effect: 'all',
    outcome: {
      ok: true,
      what: `Done: ${resolution.title.replace(/\.$/, '')}. ${stateWords(resolution)}${note}`,
      next: resolution.next,
      undo: resolution.takeBack,
    },
  }
}

function stateWords({ work, ledger }: Resolution): string {
  if (work) return 'The schema is the one that was proven, and the ledger says so.'
  if (ledger.length > 0) return 'The ledger was written; schema and data are as they were before.'
  return 'The project’s files were changed; the database is as it was before.'
}

export function resolutionUnverified(resolution: Resolution, differences: string[]): RunEnd {
  const { failure } = fail('not_verified', differences.join(' '), { differences })
  return {
    state: 'unverified',
    effect: 'all',
    outcome: {
      ok: false,
      what: `Done: ${resolution.title.replace(/\.$/, '')}. But the database is not what was proven: ${differences.join(' ')}`,
      next: lookAgain,
      undo: resolution.takeBack,
      failure,
    },
  }
}

export function resolutionStopped(
  resolution: Resolution,
  reached: ReachedResolution,
  failure: Failure,
): RunEnd {
  const unknown = failure.code === 'outcome_unknown'
  const effect = effectOf(reached, unknown)
  const mistaken = failure.code === 'statement_failed' || failure.code === 'stepwise_failed'
  return {
    state: failure.code === 'run_cancelled' ? 'cancelled' : unknown ? 'unknown' : 'failed',
    effect,
    outcome: {
      ok: false,
      what: [whatFailed(failure, mistaken), databaseWords(reached), filesWords(resolution, reached)]
        .filter(Boolean)
        .join(' '),
      next: mistaken || effect === 'part' ? lookAgain : failure.fix,
      undo: undoWords(reached),
      failure,
    },
  }
}

function effectOf({ files, database }: ReachedResolution, unknown: boolean): RunEnd['effect'] {
  if (unknown || database === 'unknown') return 'unknown'
  if (database === 'nothing' && files === 'none') return 'nothing'
  return 'part'
}

/** The texts of these two codes speak of a migration that is deployed. */
function whatFailed(failure: Failure, mistaken: boolean): string {
  return mistaken ? 'A statement failed.' : failure.what
}

function databaseWords({ database }: ReachedResolution): string | null {
  if (database === 'nothing') return 'Schema, data and ledger are as they were before.'
  if (database === 'part')
    return 'What had run stays, and the ledger was not written: the history still asks for a decision.'
  return null
}

function filesWords({ files: changes }: Resolution, { files }: ReachedResolution): string | null {
  const paths = changes.map((change) => (change.change === 'write' ? change.path : change.to))
  if (files === 'written') return `The project’s files are changed already: ${listNames(paths)}.`
  if (files === 'unknown')
    return `Whether the project’s files were changed is not known: ${listNames(paths)}.`
  return null
}

function undoWords({ files, database }: ReachedResolution): string | null {
  const words = [
    files !== 'none' && 'The files are as before once version control takes them back.',
    database === 'part' && 'Looking again offers to take back what ran, where that is possible.',
  ].filter(Boolean)
  return words.length > 0 ? words.join(' ') : null
}

import { durationWords } from '../../domain/duration-words'
import { type Failure, fail } from '../../domain/failure'
import { provesRollback, type Rehearsal, type RehearsedWay } from '../../domain/rehearsal'
import { shownName } from '../../domain/shown-name'
import type { RunEnd } from '../ports'

/** It came to its end, whatever that is. */
export function rehearsalEnded(rehearsal: Rehearsal): RunEnd {
  const { forward, ways } = rehearsal
  const on = `on a copy of ${rehearsal.on.rows.toLocaleString('en-US')} rows`
  if (!forward.ok) {
    const { failure } = fail('rehearsal_failed', forward.failure ?? 'It did not say why.')
    return {
      state: 'failed',
      effect: 'nothing',
      outcome: {
        ok: false,
        what: `The deploy failed ${on}. The database was not changed.`,
        next: failure.fix,
        undo: null,
        failure,
      },
    }
  }
  return {
    state: 'succeeded',
    effect: 'nothing',
    outcome: {
      ok: true,
      what: `The deploy went through ${on} in ${durationWords(forward.durationMs)}. ${ways.map(wayWords).join(' ')}`,
      next: 'The deploy request shows what was measured beside what was predicted. It holds for this plan alone.',
      undo: null,
    },
  }
}

const names: Record<RehearsedWay['way'], string> = {
  reverse: 'The reverse SQL',
  kept: 'The reverse with kept data',
}

function wayWords(way: RehearsedWay): string {
  const name = names[way.way]
  if (way.failure !== null) return `${name} did not run through: ${way.failure}`
  if (provesRollback(way)) return `${name} was tried and gave back every row and the whole schema.`
  const data = way.dataDifferences.slice(0, 3).map(({ table, what }) => `${shownName(table)}: ${what}`)
  const schema = way.schemaDifferences.slice(0, 3)
  const more = way.dataDifferences.length + way.schemaDifferences.length - data.length - schema.length
  return `${name} was tried and did not give back everything: ${[...data, ...schema, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')}.`
}

/** It did not come to an end, which says nothing about the plan. */
export function rehearsalStopped(failure: Failure): RunEnd {
  return {
    state: failure.code === 'run_cancelled' ? 'cancelled' : 'failed',
    effect: 'nothing',
    outcome: {
      ok: false,
      what: `${failure.what} The database was not changed, and nothing is known about the plan by this.`,
      next: failure.fix,
      undo: null,
      failure,
    },
  }
}

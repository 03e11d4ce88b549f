import type { StepDetail } from '@/lib/domain/run'
import type { StepView } from '@/lib/domain/run-view'
import { stationTone, stationWord } from '../channel/station'
import { StationMark } from '../channel/station-mark'
import { classNames } from '../ui/class-names'
import { Count, Duration } from '../ui/numbers'
import { toneText } from '../ui/tone'
import { DatabaseWords } from './database-words'
import { durationOf } from './run-steps'
import { type SqlColours, SqlText } from './sql-text'
import { StepNotes } from './step-notes'

export interface RunStatementProps {
  step: StepView
  number: number
  /** The run broke here. */
  broken: boolean
  colours: SqlColours
}

/** One statement as it ran: its time, its rows, who was in the way, and what the database said. */
export function RunStatement({ step, number, broken, colours }: RunStatementProps) {
  const { detail, state } = step
  const ms = durationOf(step)
  return (
    <li id={`step-${step.position}`} className={broken ? 'bg-danger-wash' : ''}>
      <details key={broken ? 'broken' : 'plain'} open={broken} className="group">
        <summary
          data-statement
          className="flex list-none flex-wrap items-baseline gap-x-2.5 px-2 py-1.5 hover:bg-sunken [&::-webkit-details-marker]:hidden"
        >
          <span className="translate-y-0.5">
            <StationMark state={takenBack(step) ? 'rolled_back' : state} size={14} />
          </span>
          <span className="w-5 shrink-0 text-right text-sm text-faint">{number}</span>
          <span
            className={classNames(
              'min-w-0 flex-1 text-sm wrap-anywhere max-sm:basis-3/4',
              state === 'pending' || state === 'skipped' ? 'text-muted' : '',
            )}
          >
            {step.title}
          </span>
          <span className="flex shrink-0 flex-wrap items-baseline gap-x-3 text-sm text-muted max-sm:w-full max-sm:pl-[3.25rem] sm:justify-end">
            {detail.rows ? <Count value={detail.rows} one="row" many="rows" /> : null}
            {state === 'done' || state === 'pending' ? (
              <span className="sr-only">{state}</span>
            ) : (
              <span className={toneText[stationTone[state]]}>
                {takenBack(step) ? 'taken back' : stationWord[state]}
              </span>
            )}
            {ms === null ? null : (
              <span className={slow(ms) ? 'font-medium text-ink' : ''}>
                <Duration ms={ms} />
              </span>
            )}
          </span>
        </summary>
        <div className="space-y-3 px-2 pt-1 pb-3 sm:pl-[3.25rem]">
          {detail.error ? (
            <DatabaseWords error={detail.error} sql={detail.sql ?? ''} line={detail.line ?? 1} />
          ) : null}
          {detail.sql && !detail.error?.position ? (
            <SqlText sql={detail.sql} from={detail.line ?? 1} pieces={colours[step.position]} />
          ) : null}
        </div>
      </details>
      {state === 'running' ||
      (!isOver(state) && (detail.holders?.length || detail.blocked?.length)) ||
      detail.notes?.length ? (
        <div className="px-2 pb-2 sm:pl-[3.25rem]">
          <StepNotes detail={isOver(state) ? withoutWait(detail) : detail} />
        </div>
      ) : null}
    </li>
  )
}

/** It ran, and its transaction did not commit. */
function takenBack({ state, detail }: StepView): boolean {
  return state === 'skipped' && detail.durationMs !== undefined
}

/** It waits for nobody any more: who was in its way stands in the log. */
function isOver(state: StepView['state']): boolean {
  return state === 'done' || state === 'skipped'
}

function withoutWait({ holders: _, blocked: __, attempt: ___, ...detail }: StepDetail): StepDetail {
  const live = /^Waits for a lock| behind it: /
  return { ...detail, notes: detail.notes?.filter((note) => !live.test(note)) ?? [] }
}

/** Long enough to be worth a look in a list. */
function slow(ms: number): boolean {
  return ms >= 1_000
}

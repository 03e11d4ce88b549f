import type { Trouble } from '@/lib/domain/resolution'
import { ChannelList } from '../channel/channel-list'
import { type StationState, stationTone } from '../channel/station'
import { toneText } from '../ui/tone'

type Reached = NonNullable<Trouble['reached']>

/** A failed script as a channel: what ran, where it broke, what never ran. */
export function ReachedStatements({ reached }: { reached: Reached }) {
  const { statements, done } = reached
  return (
    <div>
      {done === null ? (
        <p className="pb-2 text-sm text-care">
          How far it came cannot be told: the live schema is none of the states that the script goes through.
        </p>
      ) : null}
      <ChannelList
        label="Statements of the script"
        items={statements.map((statement) => {
          const state = stateOf(statement.index, done)
          return {
            key: String(statement.index),
            state,
            content: (
              <div className="flex flex-wrap items-baseline gap-x-3 text-sm">
                <span className="text-faint">{statement.index + 1}</span>
                <span className="min-w-0 font-mono wrap-anywhere">{statement.summary}</span>
                <span className={toneText[stationTone[state]]}>{words[state]}</span>
                <span className="text-faint">line {statement.line}</span>
              </div>
            ),
          }
        })}
      />
    </div>
  )
}

type Marked = Extract<StationState, 'done' | 'failed' | 'skipped' | 'unknown'>

const words: Record<Marked, string> = {
  done: 'ran',
  failed: 'did not get through',
  skipped: 'did not run',
  unknown: 'not known',
}

function stateOf(index: number, done: number | null): Marked {
  if (done === null) return 'unknown'
  if (index < done) return 'done'
  return index === done ? 'failed' : 'skipped'
}

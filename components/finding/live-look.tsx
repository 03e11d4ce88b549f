import { CircleCheckIcon, HourglassIcon, TriangleAlertIcon } from 'lucide-react'
import type { LiveRisk } from '@/lib/domain/live-risk'
import { sizeWords } from '@/lib/domain/size-words'
import { Code } from '../ui/code'
import { State } from '../ui/state'
import { Time } from '../ui/time'

/** What was seen on the live database beside the scripts: who is in the way, whether the disk is enough, what is broken. */
export function LiveLook({ live }: { live: LiveRisk }) {
  const { inTheWay, invalidIndexes, notes, at } = live
  return (
    <section aria-labelledby="live-title" className="pt-5 text-sm">
      <h2 id="live-title" className="font-semibold">
        On the database{' '}
        <span className="pl-1 font-normal text-muted">
          as seen <Time at={at} seconds={false} />
        </span>
      </h2>
      <ul className="mt-2 space-y-1.5">
        {inTheWay.length === 0 ? (
          <li>
            <State tone="accent" icon={CircleCheckIcon} className="whitespace-normal!">
              Nobody was in the way
            </State>
          </li>
        ) : null}
        {inTheWay.map(({ what, pid, kind }) => (
          <li key={`${kind}${pid}${what}`}>
            <State tone="care" icon={HourglassIcon} className="whitespace-normal!">
              {what}
            </State>
          </li>
        ))}
        <Disk live={live} />
        {invalidIndexes.map((name) => (
          <li key={name}>
            <State tone="care" icon={TriangleAlertIcon} className="whitespace-normal!">
              <Code>{name}</Code> is INVALID, left by a concurrent build that failed: drop it.
            </State>
          </li>
        ))}
        {notes.map((note) => (
          <li key={note} className="text-muted">
            {note}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Disk({ live: { disk } }: { live: LiveRisk }) {
  const { neededBytes, freeBytes, why } = disk
  if (neededBytes === 0) return null
  const needed = `Needs about ${sizeWords(neededBytes)} of disk for a while`
  if (freeBytes === null) {
    return (
      <li className="text-muted">
        {needed}; how much is free is not known{why ? ` (${why})` : ''}.
      </li>
    )
  }
  const enough = freeBytes > neededBytes
  return (
    <li>
      <State
        tone={enough ? 'plain' : 'danger'}
        icon={enough ? CircleCheckIcon : TriangleAlertIcon}
        className="whitespace-normal!"
      >
        {needed}; {sizeWords(freeBytes)} are free
      </State>
    </li>
  )
}

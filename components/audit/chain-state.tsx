import { LinkIcon, UnlinkIcon } from 'lucide-react'
import { State } from '../ui/state'

export interface ChainReport {
  intact: boolean
  events: number
  head: string | null
  broken: { sequence: string; why: string } | null
}

/** Whether the events still follow from one another; only what was checked just now is claimed. */
export function ChainState({ report }: { report: ChainReport }) {
  if (!report.intact) {
    return (
      <State tone="danger" icon={UnlinkIcon} className="whitespace-normal!">
        The chain is broken. {report.broken?.why} The {report.events} events before it are as they were
        written.
      </State>
    )
  }
  return (
    <>
      <State tone="accent" icon={LinkIcon}>
        {report.events === 1 ? '1 event' : `${report.events.toLocaleString('en')} events`}, none changed and
        none missing between them
      </State>
      {report.head ? (
        <span
          title={`Newest hash: ${report.head}. Noted elsewhere, it also shows whether the newest events are gone.`}
        >
          newest hash <code className="font-mono text-xs">{report.head.slice(0, 12)}</code>
        </span>
      ) : null}
    </>
  )
}

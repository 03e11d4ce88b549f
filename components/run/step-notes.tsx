import { HourglassIcon } from 'lucide-react'
import type { LockHolder } from '@/lib/domain/database-error'
import type { StepDetail } from '@/lib/domain/run'
import { Bytes } from '../ui/numbers'

/** What a step has to say beside its state: how far, who is in the way, free words. */
export function StepNotes({ detail }: { detail: StepDetail }) {
  const { progress, holders, notes, attempt } = detail
  // The same in one line stands in the notes while it waits: the list says it better.
  const words = holders?.length ? notes?.filter((note) => !note.startsWith('Waits for a lock')) : notes
  return (
    <div className="space-y-1 empty:hidden">
      {attempt !== undefined && attempt > 1 ? <p className="text-sm text-care">Attempt {attempt}</p> : null}
      {progress ? <StepProgress progress={progress} /> : null}
      {holders?.length ? <Holders holders={holders} /> : null}
      {words?.map((note) => (
        <p key={note} className="text-sm text-muted">
          {note}
        </p>
      ))}
    </div>
  )
}

function StepProgress({ progress }: { progress: NonNullable<StepDetail['progress']> }) {
  const { done, of, unit } = progress
  const amount = (value: number) =>
    unit === 'bytes' ? <Bytes value={value} /> : value.toLocaleString('en-US')
  return (
    <div className="flex items-center gap-3 text-sm text-muted">
      {of && done < of ? (
        <span
          role="progressbar"
          aria-label={unit}
          aria-valuenow={done}
          aria-valuemin={0}
          aria-valuemax={of}
          className="h-1.5 w-40 max-w-full overflow-hidden rounded-full bg-line"
        >
          <span className="block h-full bg-accent" style={{ width: `${(100 * done) / of}%` }} />
        </span>
      ) : null}
      <span>
        {amount(done)}
        {of ? <> of {amount(of)}</> : null} {unit === 'bytes' ? '' : unit}
      </span>
    </div>
  )
}

/** Who stands before a lock, and since when. */
function Holders({ holders }: { holders: readonly LockHolder[] }) {
  return (
    <ul aria-label="In the way" className="space-y-1.5 border-l-2 border-care py-0.5 pl-3 text-sm">
      {holders.map((holder) => (
        <li key={`${holder.pid}${holder.mode ?? ''}${holder.object ?? ''}`}>
          <p className="flex flex-wrap items-center gap-x-2">
            <HourglassIcon aria-hidden className="size-3.5 text-care" />
            <span className="font-medium">{holder.application || 'no application name'}</span>
            <span className="text-muted">
              pid {holder.pid}, {holder.user ?? 'unknown user'}
              {holder.mode ? `, ${holder.mode}` : ''}
              {holder.object ? ` on ${holder.object}` : ''}
              {holder.since ? `, since ${holder.since}` : ''}
            </span>
          </p>
          {holder.query ? (
            <code className="block font-mono text-xs text-muted wrap-anywhere">{holder.query}</code>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

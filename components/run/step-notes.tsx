import { HourglassIcon } from 'lucide-react'
import { useId } from 'react'
import type { LockHolder } from '@/lib/domain/database-error'
import type { StepDetail } from '@/lib/domain/run'
import { Bytes } from '../ui/numbers'

/** What a step has to say beside its state: how far, who is in the way, free words. */
export function StepNotes({ detail }: { detail: StepDetail }) {
  const { progress, holders, blocked, notes, attempt } = detail
  // The same in one line stands in the notes while it waits: the lists say it better.
  const words = notes?.filter(
    (note) =>
      !(holders?.length && note.startsWith('Waits for a lock')) &&
      !(blocked?.length && / behind it: /.test(note)),
  )
  return (
    <div className="space-y-1 empty:hidden">
      {attempt !== undefined && attempt > 1 ? <p className="text-sm text-care">Attempt {attempt}</p> : null}
      {progress ? <StepProgress progress={progress} /> : null}
      {holders?.length || blocked?.length ? (
        <div className="grid gap-x-6 gap-y-3 py-1 md:grid-cols-2">
          {holders?.length ? <Sessions title="In its way" sessions={holders} /> : null}
          {blocked?.length ? <Sessions title="Waiting behind it" sessions={blocked} /> : null}
        </div>
      ) : null}
      {words?.map((note) => (
        <p key={note} className="text-sm text-muted">
          {note}
        </p>
      ))}
    </div>
  )
}

function StepProgress({ progress }: { progress: NonNullable<StepDetail['progress']> }) {
  const { done, of, unit, bytes } = progress
  const amount = (value: number) =>
    unit === 'bytes' ? <Bytes value={value} /> : value.toLocaleString('en-US')
  // A large table counts for one: bytes tell better how far it is.
  const bar = bytes?.of ? { done: bytes.done, of: bytes.of } : { done, of }
  return (
    <div className="flex items-center gap-3 text-sm text-muted">
      {bar.of && bar.done < bar.of ? (
        <span
          role="progressbar"
          aria-label={bytes?.of ? 'bytes' : unit}
          aria-valuenow={bar.done}
          aria-valuemin={0}
          aria-valuemax={bar.of}
          className="h-1.5 w-40 max-w-full overflow-hidden rounded-full bg-line"
        >
          <span className="block h-full bg-accent" style={{ width: `${(100 * bar.done) / bar.of}%` }} />
        </span>
      ) : null}
      <span>
        {amount(done)}
        {of ? <> of {amount(of)}</> : null} {unit === 'bytes' ? '' : unit}
        {bytes ? (
          <>
            {', '}
            <Bytes value={bytes.done} />
            {bytes.of ? (
              <>
                {' '}
                of <Bytes value={bytes.of} />
              </>
            ) : null}
          </>
        ) : null}
      </span>
    </div>
  )
}

/** One side of a lock: who holds it or waits for it, and since when. */
function Sessions({ title, sessions }: { title: string; sessions: readonly LockHolder[] }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="min-w-0 border-l-2 border-care pl-3 text-sm">
      <h4 id={id} className="flex items-center gap-1.5 font-medium text-care">
        <HourglassIcon aria-hidden className="size-3.5 shrink-0" /> {title}
        {sessions.length > 1 ? <span className="font-normal">({sessions.length})</span> : null}
      </h4>
      <ul className="mt-1 space-y-1.5">
        {sessions.map((session) => (
          <li key={`${session.pid}${session.mode ?? ''}${session.object ?? ''}`}>
            <p className="wrap-anywhere">
              <span className="font-medium">{session.application || 'no application name'}</span>{' '}
              <span className="text-muted">{factsOf(session)}</span>
            </p>
            {session.query ? (
              <code className="line-clamp-3 font-mono text-xs text-muted wrap-anywhere">{session.query}</code>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function factsOf({ pid, user, mode, object, since }: LockHolder): string {
  const lock = mode ? `${mode}${object ? ` on ${object}` : ''}` : object
  const facts = [`pid ${pid}`, user ?? 'unknown user', lock, since && `since ${clockTime(since)}`]
  return facts.filter(Boolean).join(', ')
}

/** `21:04:11 UTC`: beside the times of the log. */
function clockTime(at: string): string {
  return /T\d\d:/.test(at) ? `${at.slice(11, 19)} UTC` : at
}

import { FlaskConicalIcon, TriangleAlertIcon } from 'lucide-react'
import { durationWords } from '@/lib/domain/duration-words'
import type { SeenBeside } from '@/lib/domain/rehearsal-compare'
import type { SqlNote } from '../sql/sql-view'
import { State } from '../ui/state'

/** Beside a statement and its prediction: how long it took when it was rehearsed. */
export function SeenAside({ beside: { seen, wrong } }: { beside: SeenBeside }) {
  if (seen.error !== undefined) {
    return (
      <State tone="danger" icon={TriangleAlertIcon}>
        failed when rehearsed
      </State>
    )
  }
  return (
    <State
      tone={wrong.length > 0 ? 'care' : 'plain'}
      icon={wrong.length > 0 ? TriangleAlertIcon : FlaskConicalIcon}
    >
      rehearsed: {durationWords(seen.durationMs)}
      {wrong.length > 0 ? ', not as predicted' : ''}
    </State>
  )
}

/** At its line: what the rehearsal saw it lock and write anew, and where that was predicted otherwise. */
export function seenNote(beside: SeenBeside, line: number): SqlNote | null {
  const { seen, locks, rewrites, wrong } = beside
  const saw = [
    ...(locks.length > 0 ? [`took ${locks.join(', ')}`] : []),
    ...(rewrites.length > 0 ? [`rewrote ${rewrites.join(', ')}`] : []),
    ...(seen.rows
      ? [`touched ${seen.rows.toLocaleString('en-US')} ${seen.rows === 1 ? 'row' : 'rows'}`]
      : []),
  ]
  if (seen.error === undefined && saw.length + wrong.length === 0) return null
  return {
    line,
    tone: seen.error === undefined ? (wrong.length > 0 ? 'care' : 'quiet') : 'danger',
    content: (
      <>
        {seen.error === undefined
          ? saw.length > 0
            ? `Rehearsed: ${saw.join('; ')}.`
            : 'Rehearsed.'
          : `Rehearsed: ${seen.error}`}
        {wrong.map((what) => (
          <span key={what} className="block">
            Not as predicted: {what}.
          </span>
        ))}
      </>
    ),
  }
}

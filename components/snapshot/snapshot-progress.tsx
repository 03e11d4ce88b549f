import { sizeWords } from '@/lib/domain/size-words'
import type { SnapshotView } from '@/lib/domain/snapshot-view'

/** How far a snapshot is, in what its method can count. A share is shown only where the whole is known. */
export function SnapshotProgress({ progress }: { progress: SnapshotView['progress'] }) {
  if (!progress) return <p className="text-sm text-muted">Beginning…</p>
  const { done, of, unit, note } = progress
  const words = (value: number) => (unit === 'bytes' ? sizeWords(value) : value.toLocaleString('en-US'))
  const noun = unit === 'bytes' ? '' : ` ${unit}`
  const text = of === null ? `${words(done)}${noun}` : `${words(done)} of ${words(of)}${noun}`
  return (
    <div className="max-w-sm">
      {of !== null && of > 0 ? (
        <div
          role="progressbar"
          aria-label="Progress of the snapshot"
          aria-valuemin={0}
          aria-valuemax={of}
          aria-valuenow={done}
          aria-valuetext={text}
          className="mb-1 h-1 overflow-hidden rounded-full bg-sunken"
        >
          <div className="h-full bg-accent" style={{ width: `${Math.min(100, (done / of) * 100)}%` }} />
        </div>
      ) : null}
      <p className="text-sm tabular-nums">{text}</p>
      {note ? <p className="text-xs text-muted">{note}</p> : null}
    </div>
  )
}

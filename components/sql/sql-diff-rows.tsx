import { classNames } from '../ui/class-names'
import type { DiffPart } from './diff-folds'
import type { DiffSide } from './diff-rows'

/** Removed lines above added ones, in one column. */
export function UnifiedRows({ parts }: { parts: readonly DiffPart[] }) {
  return parts.map((part) => {
    if ('folded' in part) return <Folded key={`f${part.from}`} count={part.folded} />
    const { kind, before, after } = part.row
    if (kind === 'same')
      return <Line key={keyOf(part)} side={after} kind="same" numbers={[before?.number, after?.number]} />
    return (
      <div key={keyOf(part)}>
        {before ? <Line side={before} kind="removed" numbers={[before.number, undefined]} /> : null}
        {after ? <Line side={after} kind="added" numbers={[undefined, after.number]} /> : null}
      </div>
    )
  })
}

/** Both sides beside each other. */
export function SplitRows({ parts }: { parts: readonly DiffPart[] }) {
  return parts.map((part) => {
    if ('folded' in part) return <Folded key={`f${part.from}`} count={part.folded} />
    const { kind, before, after } = part.row
    return (
      <div key={keyOf(part)} className="grid grid-cols-2 divide-x">
        <Line side={before} kind={kind === 'same' ? 'same' : 'removed'} numbers={[before?.number]} />
        <Line side={after} kind={kind === 'same' ? 'same' : 'added'} numbers={[after?.number]} />
      </div>
    )
  })
}

type LineKind = 'same' | 'added' | 'removed'

interface LineProps {
  side: DiffSide | null
  kind: LineKind
  numbers: (number | undefined)[]
}

const signs = { same: ' ', added: '+', removed: '−' }
const grounds = { same: '', added: 'bg-accent-wash', removed: 'bg-danger-wash' }
const marked = { same: '', added: 'bg-added-word rounded-xs', removed: 'bg-removed-word rounded-xs' }
const signTones = { same: '', added: 'text-accent', removed: 'text-danger' }

function Line({ side, kind, numbers }: LineProps) {
  if (!side) return <div aria-hidden className="bg-sunken" />
  return (
    <div className={classNames('flex min-w-0', grounds[kind])}>
      {numbers.map((number, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: before and after, always in this order
          key={index}
          aria-hidden
          className={`w-9 shrink-0 pr-2 text-right text-xs leading-6 text-faint select-none ${numbers.length > 1 && index === 0 ? 'max-sm:hidden' : ''}`}
        >
          {number}
        </span>
      ))}
      <span aria-hidden className={classNames('w-5 shrink-0 text-center select-none', signTones[kind])}>
        {signs[kind]}
      </span>
      {kind === 'same' ? null : <span className="sr-only">{kind}: </span>}
      <code className="min-w-0 flex-1 whitespace-pre-wrap wrap-anywhere">
        {side.pieces.length === 0
          ? '\u200b'
          : side.pieces.map((piece, index) => (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces are fixed text
                key={index}
                className={piece.marked ? marked[kind] : undefined}
                // A marked word is written in ink: not every colour stays readable on its ground.
                style={piece.color && !piece.marked ? { color: piece.color } : undefined}
              >
                {piece.text}
              </span>
            ))}
      </code>
    </div>
  )
}

function Folded({ count }: { count: number }) {
  return (
    <p className="bg-sunken py-0.5 pl-3 font-sans text-xs text-muted">
      {count} unchanged {count === 1 ? 'line' : 'lines'}
    </p>
  )
}

function keyOf(part: Extract<DiffPart, { row: unknown }>): string {
  return `${part.row.before?.number ?? ''}:${part.row.after?.number ?? ''}`
}

import type { Piece } from './highlight'

export interface SqlLineProps {
  number: number
  /** Prefix of its anchor. */
  anchor: string
  pieces: readonly Piece[]
  /** A sign in the margin; the words stand beside the block. */
  mark?: 'care' | 'danger' | 'quiet' | undefined
}

/** One numbered line. Long ones wrap and hang under their own start. */
export function SqlLine({ number, anchor, pieces, mark }: SqlLineProps) {
  return (
    <span className="grid grid-cols-[2.75rem_minmax(0,1fr)]" id={`${anchor}L${number}`}>
      <span
        aria-hidden
        className={`pr-3 text-right text-xs leading-6 text-faint select-none ${marks[mark ?? 'none']}`}
      >
        {number}
      </span>
      <span className="pl-[2ch] -indent-[2ch] whitespace-pre-wrap wrap-anywhere">
        {pieces.length === 0
          ? '\u200b'
          : pieces.map((piece, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces are fixed text
              <span key={index} style={piece.color ? { color: piece.color } : undefined}>
                {piece.text}
              </span>
            ))}
      </span>
    </span>
  )
}

const marks = {
  none: 'border-l-2 border-transparent',
  quiet: 'border-l-2 border-edge',
  care: 'border-l-2 border-care',
  danger: 'border-l-2 border-danger',
}

import type { Piece } from '../sql/highlight'

/** Coloured lines by the position of the step; a step that came later is shown plain. */
export type SqlColours = Record<number, Piece[][]>

/** A statement's SQL in a list that changes while it is read. `from`: its first line in the file. */
export function SqlText({ sql, from, pieces }: { sql: string; from: number; pieces: Piece[][] | undefined }) {
  const lines = pieces ?? sql.split('\n').map((text) => [{ text, color: null }])
  return (
    <code className="block font-mono text-sm leading-6">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are fixed text
        <span key={index} className="grid grid-cols-[2.25rem_minmax(0,1fr)]">
          <span aria-hidden className="pr-3 text-right text-xs leading-6 text-faint select-none">
            {from + index}
          </span>
          <span className="whitespace-pre-wrap wrap-anywhere">
            {line.map((piece, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces are fixed text
              <span key={at} style={piece.color ? { color: piece.color } : undefined}>
                {piece.text}
              </span>
            ))}
            {line.length === 0 ? '\u200b' : ''}
          </span>
        </span>
      ))}
    </code>
  )
}

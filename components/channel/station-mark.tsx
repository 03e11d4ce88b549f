import { type StationState, stationWord } from './station'
import { StationGlyph } from './station-glyph'

export interface StationMarkProps {
  state: StationState
  /** Says its word to screen readers. */
  named?: boolean
  size?: number
  className?: string
}

/** A station by itself, beside its word: `<StationMark state="pending" />`. `named` where no word stands beside it. */
export function StationMark({ state, named, size = 16, className }: StationMarkProps) {
  return named ? (
    <svg
      width={size}
      height={size}
      viewBox="-8 -8 16 16"
      className={`shrink-0 ${className ?? ''}`}
      role="img"
    >
      <title>{stationWord[state]}</title>
      <StationGlyph state={state} />
    </svg>
  ) : (
    <svg
      width={size}
      height={size}
      viewBox="-8 -8 16 16"
      className={`shrink-0 ${className ?? ''}`}
      aria-hidden
    >
      <StationGlyph state={state} />
    </svg>
  )
}

import { type StationState, stationWord } from './station'
import { StationGlyph } from './station-glyph'

/** A station by itself, beside its word: `<StationMark state="pending" />`. `named` where no word stands beside it. */
export function StationMark({
  state,
  named,
  size = 16,
}: {
  state: StationState
  named?: boolean
  size?: number
}) {
  return named ? (
    <svg width={size} height={size} viewBox="-8 -8 16 16" className="shrink-0" role="img">
      <title>{stationWord[state]}</title>
      <StationGlyph state={state} />
    </svg>
  ) : (
    <svg width={size} height={size} viewBox="-8 -8 16 16" className="shrink-0" aria-hidden>
      <StationGlyph state={state} />
    </svg>
  )
}

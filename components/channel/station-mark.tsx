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
  return (
    <svg
      width={size}
      height={size}
      viewBox="-8 -8 16 16"
      className="shrink-0"
      {...(named ? { role: 'img', 'aria-label': stationWord[state] } : { 'aria-hidden': true })}
    >
      {named ? <title>{stationWord[state]}</title> : null}
      <StationGlyph state={state} />
    </svg>
  )
}

import { GateGlyph } from './gate-glyph'
import type { StationState } from './station'
import { StationGlyph } from './station-glyph'

/** What runs in a stretch of the line. */
export type Stretch = 'full' | 'empty' | 'moving' | 'none'

export interface ChannelRailProps {
  /** Null: the line goes on, without a station. */
  state: StationState | null
  /** The stretch above and below this station. */
  above: Stretch
  below: Stretch
  /** Where the station sits, in pixels from the top; half of the height when left out. */
  at?: number
  /** A gate on the stretch above or below. */
  gate?: { where: 'above' | 'below'; open: boolean }
  /** Seen long ago, or unreachable: drawn without colour. */
  stale?: boolean
}

/**
 * A vertical piece of line with one station, as high as the row that it stands in (give the row `relative`, it fills
 * from top to bottom). Silent: the row's text says the state.
 */
export function ChannelRail({ state, above, below, at, gate, stale }: ChannelRailProps) {
  const y = at === undefined ? '50%' : at
  return (
    <svg
      aria-hidden="true"
      width="24"
      height="100%"
      className={`absolute inset-y-0 left-0 overflow-visible ${stale ? 'opacity-60 grayscale' : ''}`}
    >
      <Piece stretch={above} y1={0} y2={y} />
      <Piece stretch={below} y1={y} y2="100%" />
      {gate ? (
        <svg aria-hidden="true" x="12" y={gate.where === 'above' ? 0 : '100%'} className="overflow-visible">
          <g transform="rotate(90)">
            <GateGlyph open={gate.open} />
          </g>
        </svg>
      ) : null}
      <svg aria-hidden="true" x="12" y={y} className="overflow-visible">
        {state ? <StationGlyph state={state} /> : null}
      </svg>
    </svg>
  )
}

function Piece({ stretch, y1, y2 }: { stretch: Stretch; y1: number | string; y2: number | string }) {
  if (stretch === 'none') return null
  return (
    <>
      <line
        x1="12"
        x2="12"
        y1={y1}
        y2={y2}
        strokeWidth={stretch === 'full' ? 2.5 : 1.5}
        className={stretch === 'full' ? 'stroke-accent' : 'stroke-edge/70'}
      />
      {stretch === 'moving' ? (
        <line
          x1="12"
          x2="12"
          y1={y1}
          y2={y2}
          strokeWidth="2.5"
          strokeDasharray="7 5"
          className="animate-flow stroke-accent"
        />
      ) : null}
    </>
  )
}

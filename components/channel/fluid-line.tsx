import { GateGlyph } from './gate-glyph'
import { isFull, lineInWords, type StationState, stationWord } from './station'
import { StationGlyph } from './station-glyph'

export interface FluidLineProps {
  /** Oldest first. Null: this line has no station where others have one, so that several lines stay in step. */
  stations: readonly ({ name: string; state: StationState } | null)[]
  gate?: 'closed' | 'open' | null
  label: string
  /** Older stations that are not drawn, and whether water has passed them. */
  older?: { count: number; full: boolean }
  moving?: boolean
  /** Seen long ago, or unreachable: drawn without colour. */
  stale?: boolean
}

const middle = 18
const height = 34

/** A line as wide as its place: the same station stands at the same spot in every line of the same length. */
export function FluidLine({ stations, gate = null, label, older, moving, stale }: FluidLineProps) {
  const lead = older && older.count > 0 ? 2 : 0
  const slot = 100 / Math.max(1, stations.length + lead)
  const xOf = (index: number) => slot * (lead + index + 0.5)
  const lastFull = stations.findLastIndex((station) => station !== null && isFull(station.state))
  const next = stations.findIndex((station, index) => index > lastFull && station !== null)
  const gateX = gate && next >= 0 ? xOf(next) - slot / 2 : null
  const fullTo = gateX ?? (lastFull >= 0 ? xOf(lastFull) : older?.full ? xOf(-1) : 0)
  const drawn = stations.filter((station) => station !== null)
  const words = `${label}: ${lineInWords(drawn.map((station) => station.state))}${lead ? `, ${older?.count} older ones not drawn` : ''}${gate && next >= 0 ? `, gate ${gate}` : ''}`
  const water = stale ? 'stroke-faint' : 'stroke-accent'
  return (
    <svg
      width="100%"
      height={height}
      className={stale ? 'overflow-visible opacity-70 grayscale' : 'overflow-visible'}
      role="img"
    >
      <title>{words}</title>
      <line
        x1={`${fullTo}%`}
        x2="100%"
        y1={middle}
        y2={middle}
        strokeWidth="1.5"
        className="stroke-edge/60"
      />
      {lead ? (
        <text x="0" y="33" className="fill-muted text-[11px]">
          {older?.count} older
        </text>
      ) : null}
      <line x1="0" x2={`${fullTo}%`} y1={middle} y2={middle} strokeWidth="2.5" className={water} />
      {moving && next >= 0 ? (
        <line
          x1={`${fullTo}%`}
          x2={`${xOf(next)}%`}
          y1={middle}
          y2={middle}
          strokeWidth="2.5"
          strokeDasharray="7 5"
          className="animate-flow stroke-accent"
        />
      ) : null}
      {stations.map((station, index) =>
        station ? (
          <svg key={station.name} x={`${xOf(index)}%`} y={middle} className="overflow-visible">
            <title>{`${station.name}: ${stationWord[station.state]}`}</title>
            <StationGlyph state={station.state} />
          </svg>
        ) : null,
      )}
      {gateX === null ? null : (
        <svg x={`${gateX}%`} y={middle} className="overflow-visible">
          <title>{`gate ${gate}`}</title>
          <GateGlyph open={gate === 'open'} />
        </svg>
      )}
    </svg>
  )
}

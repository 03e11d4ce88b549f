import { GateGlyph } from './gate-glyph'
import { isFull, lineInWords, type StationState, stationWord } from './station'
import { StationGlyph } from './station-glyph'

export interface LineStation {
  name: string
  state: StationState
}

export interface ChannelLineProps {
  /** Oldest first. */
  stations: readonly LineStation[]
  /** A gate before the first station that has not been passed; null: none is wanted. */
  gate?: 'closed' | 'open' | null
  /** Whose line: goes before what screen readers hear. */
  label: string
  /** How many stations are drawn; older ones become a number. */
  most?: number
  /** Pixels between stations. */
  step?: number
  /** Water moves in it right now. */
  moving?: boolean
}

const middle = 16
const height = 28

/** One environment as a horizontal line: full up to what is applied, a gate where approval is wanted, hollow after it. */
export function ChannelLine({
  stations,
  gate = null,
  label,
  most = 28,
  step = 17,
  moving,
}: ChannelLineProps) {
  const shown = stations.slice(-most)
  const hidden = stations.length - shown.length
  const next = shown.findIndex((station) => !isFull(station.state))
  const gateAt = gate && next >= 0 ? next : -1
  const start = hidden > 0 ? 34 : 8
  const gateRoom = gateAt >= 0 ? 14 : 0
  const xOf = (index: number) => start + index * step + (gateAt >= 0 && index >= gateAt ? gateRoom : 0)
  const lastFull = next < 0 ? shown.length - 1 : next - 1
  const gateX = gateAt >= 0 ? xOf(gateAt) - step / 2 - gateRoom / 2 + 2 : null
  const end = xOf(Math.max(0, shown.length - 1)) + 12
  const fullTo = gateX !== null ? gateX - 3 : lastFull >= 0 ? xOf(lastFull) : start - 8
  const words = `${label}: ${lineInWords(stations.map((station) => station.state))}${gate ? `, gate ${gate}` : ''}`
  return (
    <svg
      width={end}
      height={height}
      viewBox={`0 0 ${end} ${height}`}
      className="block max-w-none shrink-0"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      {hidden > 0 ? (
        <text x={0} y={middle + 4} className="fill-muted text-[11px]">
          +{hidden}
        </text>
      ) : null}
      <line x1={fullTo} x2={end} y1={middle} y2={middle} strokeWidth="1.5" className="stroke-edge/70" />
      <line x1={start - 8} x2={fullTo} y1={middle} y2={middle} strokeWidth="2.5" className="stroke-accent" />
      {moving ? (
        <line
          x1={fullTo}
          x2={next >= 0 ? xOf(next) : end}
          y1={middle}
          y2={middle}
          strokeWidth="2.5"
          strokeDasharray="7 5"
          className="animate-flow stroke-accent"
        />
      ) : null}
      {shown.map((station, index) => (
        <g key={station.name} transform={`translate(${xOf(index)} ${middle})`}>
          <title>{`${station.name}: ${stationWord[station.state]}`}</title>
          <StationGlyph state={station.state} />
        </g>
      ))}
      {gateX === null ? null : (
        <g transform={`translate(${gateX} ${middle})`}>
          <title>{`gate ${gate}`}</title>
          <GateGlyph open={gate === 'open'} />
        </g>
      )}
    </svg>
  )
}

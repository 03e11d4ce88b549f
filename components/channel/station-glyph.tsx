import type { StationState } from './station'

/**
 * The drawing of one station around 0,0 within ±7. Each state has its own shape, so that colour is never alone.
 * Goes into an `<svg>`; hollow ones are filled with the ground, so that the line does not show through.
 */
export function StationGlyph({ state }: { state: StationState }) {
  switch (state) {
    case 'applied':
    case 'done':
      return <circle r="4.5" className="fill-accent" />
    case 'pending':
      return <circle r="4" strokeWidth="1.5" className="fill-paper stroke-muted" />
    case 'skipped':
      return <circle r="2.5" strokeWidth="1.5" className="fill-paper stroke-faint" />
    case 'running':
      return (
        <>
          <circle r="5.25" strokeWidth="1.5" className="fill-paper stroke-accent" />
          <circle r="2.5" className="animate-breathe fill-accent" />
        </>
      )
    case 'failed':
      return (
        <>
          <rect x="-6.5" y="-6.5" width="13" height="13" className="fill-paper" />
          <path d="M-4-4 4 4M4-4-4 4" strokeWidth="2.25" strokeLinecap="round" className="stroke-danger" />
        </>
      )
    case 'edited':
      return (
        <>
          <circle r="4.75" strokeWidth="1.5" className="fill-paper stroke-care" />
          <path d="M0-4.75A4.75 4.75 0 0 0 0 4.75Z" className="fill-care" />
        </>
      )
    case 'missing':
      return (
        <>
          <circle r="5.25" strokeWidth="1.5" strokeDasharray="2.2 1.9" className="fill-paper stroke-care" />
          <circle r="2" className="fill-care" />
        </>
      )
    case 'rolled_back':
      return (
        <>
          <circle r="4.75" strokeWidth="1.5" className="fill-paper stroke-muted" />
          <path
            d="M1.25-2.25-1 0l2.25 2.25"
            strokeWidth="1.5"
            strokeLinecap="round"
            fill="none"
            className="stroke-muted"
          />
        </>
      )
    case 'out_of_order':
      return (
        <path
          d="M0-5 5 0 0 5-5 0Z"
          strokeWidth="1.5"
          strokeLinejoin="round"
          className="fill-paper stroke-care"
        />
      )
    case 'unknown':
      return (
        <>
          <circle r="5" strokeWidth="1.5" strokeDasharray="2 2" className="fill-paper stroke-care" />
          <path d="M0-2V.75" strokeWidth="1.5" strokeLinecap="round" className="stroke-care" />
          <circle cy="2.6" r=".8" className="fill-care" />
        </>
      )
  }
}

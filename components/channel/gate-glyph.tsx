/** The gate across a line, around 0,0 where the line runs. Open: its plate is lifted off the sill, and water may pass. */
export function GateGlyph({ open }: { open: boolean }) {
  return (
    <g className={open ? 'stroke-accent' : 'stroke-ink'}>
      <path d="M-5-13H5M0-13V-6M-4 9H4" strokeWidth="1.5" strokeLinecap="round" fill="none" />
      <rect
        x="-2"
        y="-7"
        width="4"
        height="14"
        rx="1"
        strokeWidth="0"
        className={open ? 'fill-accent' : 'fill-ink'}
        style={{
          transform: open ? 'translateY(-6px) scaleY(0.5)' : 'none',
          transformOrigin: '0 -7px',
          transition: 'transform 600ms var(--ease-flow)',
        }}
      />
    </g>
  )
}

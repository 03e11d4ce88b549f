/** Headgate's sign: a gate half lifted over a channel, water on one side. */
export function BrandMark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden fill="none" className="shrink-0">
      <path d="M4 3v18M20 3v18" strokeWidth="1.75" strokeLinecap="round" className="stroke-ink" />
      <path d="M8.5 3.5h7M12 3.5V8" strokeWidth="1.75" strokeLinecap="round" className="stroke-ink" />
      <rect x="8" y="7.5" width="8" height="8" rx="1" className="fill-ink" />
      <path d="M1 18.5h22" strokeWidth="2.5" className="stroke-accent" />
    </svg>
  )
}

import { durationWords } from './time-words'

const integers = new Intl.NumberFormat('en-US')

/** A count with thousands: `<Count value={1204} of={5310} one="row" many="rows" />` → `1,204 of 5,310 rows`. */
export function Count({
  value,
  of,
  one,
  many,
}: {
  value: number
  of?: number | null
  one?: string
  many?: string
}) {
  const noun = (of ?? value) === 1 ? one : (many ?? one)
  return (
    <span className="whitespace-nowrap tabular-nums">
      {integers.format(value)}
      {of === undefined || of === null ? '' : ` of ${integers.format(of)}`}
      {noun ? ` ${noun}` : ''}
    </span>
  )
}

/** Milliseconds in words: `<Duration ms={3200} />` → `3.2 s`. */
export function Duration({ ms }: { ms: number }) {
  return <span className="whitespace-nowrap tabular-nums">{durationWords(ms)}</span>
}

/** Bytes, in powers of 1000: `<Bytes value={194_000_000} />` → `194 MB`. */
export function Bytes({ value }: { value: number }) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** step
  return (
    <span className="whitespace-nowrap tabular-nums">
      {scaled >= 100 || step === 0 ? Math.round(scaled) : scaled.toFixed(1)} {units[step]}
    </span>
  )
}

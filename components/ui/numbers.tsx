import { durationWords } from '@/lib/domain/duration-words'
import { sizeWords } from '@/lib/domain/size-words'

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
  return <span className="whitespace-nowrap tabular-nums">{sizeWords(value)}</span>
}

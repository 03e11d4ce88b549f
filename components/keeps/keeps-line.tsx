import Link from 'next/link'
import type { KeepsTotals } from '@/lib/domain/keeps-view'
import { totalsInWords } from './keeps-words'

/** One line on another page: the sum, and where it comes from. */
export function KeepsLine({ href, totals }: { href: string; totals: KeepsTotals }) {
  return (
    <p className="text-sm">
      <span className="text-muted">In all {totalsInWords(totals)}. </span>
      <Link href={href} className="text-accent underline">
        What Headgate keeps
      </Link>
    </p>
  )
}

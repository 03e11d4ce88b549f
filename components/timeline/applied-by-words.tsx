import Link from 'next/link'
import type { AppliedBy } from '@/lib/domain/timeline-view'

/** "by Rui Reviewer through #3", or "outside Headgate". */
export function AppliedByWords({ projectSlug, by }: { projectSlug: string; by: AppliedBy | null }) {
  if (!by) return null
  if (by.through === 'outside') return <span className="text-faint">outside Headgate</span>
  if (by.through === 'terminal')
    return (
      <span>
        from a terminal by {by.who}
        {by.bypass === null ? null : <span className="text-care">, past the gate: “{by.bypass}”</span>}
      </span>
    )
  const href = by.request
    ? `/p/${projectSlug}/deploy-requests/${by.request.number}`
    : `/p/${projectSlug}/runs/${by.runId}`
  return (
    <span>
      by {by.person} through{' '}
      <Link
        href={href}
        className="text-accent underline decoration-line underline-offset-2 hover:decoration-accent"
        title={by.request?.title}
      >
        {by.request ? `#${by.request.number}` : 'a deploy'}
      </Link>
    </span>
  )
}

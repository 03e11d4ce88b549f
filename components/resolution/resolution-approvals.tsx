import { CheckIcon, CircleAlertIcon, CircleSlashIcon } from 'lucide-react'
import type { ResolutionView } from '@/lib/domain/resolution-view'
import { missingApprovalsWords } from '@/lib/domain/standing-approvals'
import { Time } from '../ui/time'

/** Who approved a resolution, whose approval does not count any more, and how many are still wanted. */
export function ResolutionApprovals({ view }: { view: ResolutionView }) {
  const { state, approvals, proposedBy } = view
  const { given, lapsed, wanted, missing } = approvals
  return (
    <>
      {given.map(({ id, name, at }) => (
        <p key={id} className="flex gap-3 text-sm">
          <CheckIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          <span className="min-w-0 wrap-anywhere">
            {name} approved it, <Time at={at} />
          </span>
        </p>
      ))}
      {lapsed.map(({ id, name, at }) => (
        <p key={id} className="flex gap-3 text-sm text-muted">
          <CircleSlashIcon aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 wrap-anywhere">
            {name} approved it, <Time at={at} />, and may not approve any more: it does not count.
          </span>
        </p>
      ))}
      {state === 'proposed' && missing > 0 ? (
        <div className="flex gap-3">
          <CircleAlertIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          <div className="min-w-0">
            <p className="font-medium">{missingApprovalsWords(approvals)}.</p>
            <p className="text-sm">
              {wanted > 1 ? `The policy wants ${wanted}, and has ${given.length}. ` : ''}A reviewer other than{' '}
              {[proposedBy, ...given].map(({ name }) => name).join(', ')} approves it. Where there is none, an
              administrator adds one under People.
            </p>
          </div>
        </div>
      ) : null}
      {state === 'proposed' && wanted === 0 ? (
        <p className="flex gap-3 text-sm">
          <CheckIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" /> No approval is wanted here.
        </p>
      ) : null}
    </>
  )
}

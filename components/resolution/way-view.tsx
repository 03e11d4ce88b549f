'use client'

import { BanIcon, ChevronRightIcon, StarIcon } from 'lucide-react'
import type { DriftedKey } from '@/lib/domain/observation'
import type { AttentionView, DiagnosedWay } from '@/lib/domain/resolution-view'
import { Badge } from '../ui/badge'
import { ResolutionBody } from './resolution-body'
import { WayForm } from './way-form'

/** One way out: open when it is the recommended one; one that is none says why. */
export function WayView({
  view,
  way,
  leaves,
}: {
  view: AttentionView
  way: DiagnosedWay
  leaves: DriftedKey[]
}) {
  const { resolution, fingerprint } = way
  if (!resolution || fingerprint === null) return <Impossible way={way} />
  return (
    <li className="border-t">
      <details open={way.recommended} className="group">
        <summary className="flex list-none items-start gap-x-2.5 py-3 hover:bg-sunken [&::-webkit-details-marker]:hidden">
          <ChevronRightIcon
            aria-hidden
            className="mt-1 size-4 shrink-0 text-muted transition-transform group-open:rotate-90"
          />
          <span className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
            <span className="min-w-0 text-base font-medium wrap-anywhere">{way.title}</span>
            {way.recommended ? (
              <Badge tone="accent">
                <StarIcon aria-hidden /> suggested
              </Badge>
            ) : null}
            {resolution.warnings.length > 0 && !way.recommended ? (
              <span className="text-sm text-care">with a warning</span>
            ) : null}
          </span>
        </summary>
        <div
          className={`space-y-7 border-l-2 pt-1 pb-7 pl-4 sm:ml-2 sm:pl-6 ${way.recommended ? 'border-accent' : 'border-line'}`}
        >
          <ResolutionBody resolution={resolution} />
          <WayForm view={view} resolution={resolution} fingerprint={fingerprint} leaves={leaves} />
        </div>
      </details>
    </li>
  )
}

function Impossible({ way }: { way: DiagnosedWay }) {
  return (
    <li className="flex gap-2.5 border-t py-3">
      <BanIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
      <div className="min-w-0">
        <p className="text-muted">
          <span className="font-medium">{way.title}</span>: not possible
        </p>
        <ul className="max-w-prose text-sm text-muted">
          {way.impossibleBecause.map((text) => (
            <li key={text} className="wrap-anywhere">
              {text}
            </li>
          ))}
        </ul>
      </div>
    </li>
  )
}

'use client'

import { stopIgnoringDrift } from '@/lib/actions/resolutions'
import type { Act } from '@/lib/domain/act'
import type { IgnoredDriftRow } from '@/lib/domain/resolution-view'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Time } from '../ui/time'
import { useAct } from '../ui/use-act'

export interface IgnoredDriftProps {
  projectSlug: string
  environmentSlug: string
  rows: IgnoredDriftRow[]
  act: Act
}

/** What somebody decided to leave as it is, with the reason, and the way to heed it again. */
export function IgnoredDrift({ projectSlug, environmentSlug, rows, act }: IgnoredDriftProps) {
  const { start, pending, failure } = useAct(stopIgnoringDrift)
  return (
    <div className="space-y-3">
      <ul className="divide-y border-y">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap items-start gap-x-6 gap-y-2 py-2.5">
            <div className="min-w-0 flex-1 basis-72">
              <p className="font-mono text-sm wrap-anywhere">{row.what}</p>
              <p className="text-sm text-muted">
                “{row.reason}” {row.by}, <Time at={row.at} seconds={false} />
              </p>
              {row.stands === false ? (
                <p className="text-sm text-care">
                  It is another one now, or gone: this does not count any more.
                </p>
              ) : null}
            </div>
            {act.allowed ? (
              <Button
                size="sm"
                kind="quiet"
                busy={pending && 'Looking again…'}
                onClick={() => start({ projectSlug, environmentSlug, key: row.key })}
              >
                Stop ignoring
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

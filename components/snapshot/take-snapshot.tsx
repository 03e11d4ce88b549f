'use client'

import { CameraIcon, ChevronDownIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { takeSnapshot } from '@/lib/actions/snapshots'
import type { Act } from '@/lib/domain/act'
import type { EnvironmentRef } from '@/lib/domain/deploy-request-view'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Menu, MenuItem } from '../ui/menu'
import { useAct } from '../ui/use-act'

export interface TakeSnapshotProps {
  projectSlug: string
  environment: EnvironmentRef
  act: Act
}

/** Takes a snapshot by the method that fits, or by a named one, and goes to its run. */
export function TakeSnapshot({ projectSlug, environment, act }: TakeSnapshotProps) {
  const router = useRouter()
  const { start, pending, failure } = useAct(takeSnapshot)
  const take = (method: 'auto' | 'dump' | 'clone') =>
    start({ projectSlug, environmentSlug: environment.slug, method }, ({ runId }) =>
      router.push(`/p/${projectSlug}/runs/${runId}`),
    )
  return (
    <div className="space-y-2">
      <div className="flex items-start gap-1">
        <Button
          icon={<CameraIcon />}
          disabledReason={act.because}
          busy={pending && 'Asking…'}
          onClick={() => take('auto')}
        >
          Take snapshot
        </Button>
        {act.allowed ? (
          <Menu
            align="end"
            trigger={
              <Button
                aria-label={`Take a snapshot of ${environment.name} by a named method`}
                className="px-1.5"
              >
                <ChevronDownIcon aria-hidden />
              </Button>
            }
          >
            <MenuItem onClick={() => take('dump')}>By pg_dump</MenuItem>
            <MenuItem onClick={() => take('clone')}>By cloning the database</MenuItem>
          </Menu>
        ) : null}
      </div>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

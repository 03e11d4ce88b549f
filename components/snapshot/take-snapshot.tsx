'use client'

import { CameraIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { takeSnapshot } from '@/lib/actions/snapshots'
import type { Act } from '@/lib/domain/act'
import type { EnvironmentRef } from '@/lib/domain/deploy-request-view'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { useAct } from '../ui/use-act'
import { ChooseMethod } from './choose-method'

export interface TakeSnapshotProps {
  projectSlug: string
  environment: EnvironmentRef
  act: Act
}

/** Takes a snapshot by the method that fits, or by a chosen one, and goes to its run. */
export function TakeSnapshot({ projectSlug, environment, act }: TakeSnapshotProps) {
  const router = useRouter()
  const { start, pending, failure } = useAct(takeSnapshot)
  const go = (runId: string) => router.push(`/p/${projectSlug}/runs/${runId}`)
  const input = { projectSlug, environmentSlug: environment.slug, method: 'auto' }
  return (
    <div className="space-y-2">
      <div className="flex items-start gap-1">
        <Button
          icon={<CameraIcon />}
          disabledReason={act.because}
          busy={pending && 'Asking…'}
          onClick={() => start(input, ({ runId }) => go(runId))}
        >
          Take snapshot
        </Button>
        {act.allowed ? (
          <ChooseMethod projectSlug={projectSlug} environment={environment} onQueued={go} />
        ) : null}
      </div>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

'use client'

import { OctagonXIcon } from 'lucide-react'
import { cancelRun } from '@/lib/actions/runs'
import type { Act } from '@/lib/domain/act'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { useAct } from '../ui/use-act'

export interface CancelRunProps {
  projectSlug: string
  runId: string
  act: Act
  /** When it was asked to stop. */
  asked: string | null
}

/** Asks the run to stop. The statement that runs is cancelled, and its transaction taken back. */
export function CancelRun({ projectSlug, runId, act, asked }: CancelRunProps) {
  const { start, pending, failure } = useAct(cancelRun)
  return (
    <div className="space-y-2">
      <Button
        icon={<OctagonXIcon />}
        disabledReason={asked ? 'It was asked to stop already.' : act.because}
        busy={pending && 'Asking it to stop…'}
        onClick={() => start({ projectSlug, runId })}
      >
        Cancel run
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

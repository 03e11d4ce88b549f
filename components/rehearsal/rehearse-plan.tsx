'use client'

import { FlaskConicalIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { rehearsePlan } from '@/lib/actions/deploy-requests'
import type { Act } from '@/lib/domain/act'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { useAct } from '../ui/use-act'

export interface RehearsePlanProps {
  projectSlug: string
  number: number
  planFingerprint: string
  act: Act
  again: boolean
}

/** Tries the plan and its ways back on a copy, and goes to the run that does. */
export function RehearsePlan({ projectSlug, number, planFingerprint, act, again }: RehearsePlanProps) {
  const router = useRouter()
  const { start, pending, failure } = useAct(rehearsePlan)
  return (
    <div className="space-y-3">
      <Button
        icon={<FlaskConicalIcon />}
        disabledReason={act.because}
        busy={pending && 'Starting…'}
        onClick={() =>
          start({ projectSlug, number, planFingerprint }, ({ runId }) =>
            router.push(`/p/${projectSlug}/runs/${runId}`),
          )
        }
      >
        {again ? 'Rehearse again' : 'Rehearse'}
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

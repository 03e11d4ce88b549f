'use client'

import { RefreshCwIcon } from 'lucide-react'
import { refreshPlan } from '@/lib/actions/deploy-requests'
import type { Act } from '@/lib/domain/act'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

export interface RefreshPlanProps {
  projectSlug: string
  number: number
  act: Act
  kind?: 'plain' | 'quiet'
}

/** Plans anew on the files and the database as they are now. Approvals of another plan become void. */
export function RefreshPlan({ projectSlug, number, act, kind = 'plain' }: RefreshPlanProps) {
  const { start, pending, failure } = useAct(refreshPlan)
  const refresh = () =>
    start({ projectSlug, number }, ({ changed }) =>
      notify(
        changed
          ? { title: 'There is a new plan.', description: 'Approvals of the old one do not count for it.' }
          : { title: 'The plan still holds.', description: 'Files and base are what was planned on.' },
      ),
    )
  return (
    <div className="space-y-3">
      <Button
        kind={kind}
        icon={<RefreshCwIcon />}
        disabledReason={act.because}
        busy={pending && 'Planning on a shadow database…'}
        onClick={refresh}
      >
        Refresh plan
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

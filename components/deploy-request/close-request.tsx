'use client'

import { XIcon } from 'lucide-react'
import { closeDeployRequest } from '@/lib/actions/deploy-requests'
import type { Act } from '@/lib/domain/act'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { useAct } from '../ui/use-act'

/** Closes a deploy request that will not be deployed. */
export function CloseRequest({
  projectSlug,
  number,
  act,
  deployed,
}: {
  projectSlug: string
  number: number
  act: Act
  /** A part of it, or all, was on the database once. */
  deployed: boolean
}) {
  const { start, pending, failure } = useAct(closeDeployRequest)
  if (!act.allowed) return null
  return (
    <div className="space-y-2">
      <Button
        kind="quiet"
        icon={<XIcon />}
        busy={pending && 'Closing…'}
        onClick={() => start({ projectSlug, number })}
      >
        {deployed ? 'Close' : 'Close without deploying'}
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

'use client'

import { takeBackAcceptance } from '@/lib/actions/deploy-requests'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { useAct } from '../ui/use-act'
import type { OnPlan } from './finding-view'

/** Nothing is lost by it: what was said stays in the conversation. */
export function TakeBackAcceptance({ on, findingId }: { on: OnPlan; findingId: string }) {
  const { projectSlug, number, planFingerprint, accept } = on
  const { start, pending, failure } = useAct(takeBackAcceptance)
  if (!accept.allowed) return null
  return (
    <>
      <Button
        size="sm"
        kind="quiet"
        busy={pending && 'Taking it back…'}
        onClick={() => start({ projectSlug, number, planFingerprint, findingId })}
      >
        Take it back
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </>
  )
}

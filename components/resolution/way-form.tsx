'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { proposeResolution, requestResolution } from '@/lib/actions/resolutions'
import type { Result } from '@/lib/domain/failure'
import type { DriftedKey } from '@/lib/domain/observation'
import type { Resolution } from '@/lib/domain/resolution'
import type { AttentionView } from '@/lib/domain/resolution-view'
import { changesDatabase } from '@/lib/domain/resolution-words'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Textarea } from '../ui/textarea'
import { useAct } from '../ui/use-act'
import { ConfirmName } from './confirm-name'

export interface WayFormProps {
  view: AttentionView
  resolution: Resolution
  fingerprint: string
  /** Differences that it leaves as they are, since only others were chosen. */
  leaves: DriftedKey[]
}

/** Proposes a way out where somebody else has to approve it, and carries it out where nobody has to. */
export function WayForm(props: WayFormProps) {
  const { propose, carryOut } = props.view.acts
  if (!propose.allowed) return <p className="text-sm text-muted">{propose.because}</p>
  if (props.view.approvalsWanted > 0 || !carryOut.allowed) return <Propose {...props} />
  return <CarryOut {...props} />
}

function Propose({ view, fingerprint, leaves }: WayFormProps) {
  const router = useRouter()
  const [reason, setReason] = useState('')
  const { start, pending, failure, errorOf } = useAct(proposeResolution)
  const { project, environment, approvalsWanted, acts } = view

  function send(event: FormEvent) {
    event.preventDefault()
    const input = {
      projectSlug: project.slug,
      environmentSlug: environment.slug,
      fingerprint,
      reason,
      leaves,
    }
    start(input, ({ id }) => router.push(`/p/${project.slug}/resolutions/${id}`))
  }

  return (
    <form onSubmit={send} className="max-w-md space-y-3">
      <p className="text-sm text-muted">
        {approvalsWanted > 0
          ? `${environment.name} wants the approval of ${approvalsWanted === 1 ? 'somebody else' : `${approvalsWanted} others`}. Proposing changes nothing.`
          : `Proposing changes nothing; somebody else then carries it out. ${acts.carryOut.because ?? ''}`}
      </p>
      <Field label="Why this way (optional)" error={errorOf('reason')}>
        <Textarea
          rows={2}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          placeholder="For whoever approves it, and for the audit."
        />
      </Field>
      <Button type="submit" kind="primary" busy={pending && 'Working it out once more…'}>
        Propose this
      </Button>
      {failure && !errorOf('reason') ? <FailureNotice failure={failure} urgent /> : null}
    </form>
  )
}

function CarryOut({ view, resolution, fingerprint, leaves }: WayFormProps) {
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const { project, environment } = view
  const { start, pending, failure, errorOf } = useAct(proposeAndRequest)
  const named = changesDatabase(resolution)
  const missing = named && typed !== environment.name

  function send(event: FormEvent) {
    event.preventDefault()
    const input = { projectSlug: project.slug, environmentSlug: environment.slug, fingerprint, typed, leaves }
    start(input, ({ runId }) => router.push(`/p/${project.slug}/runs/${runId}`))
  }

  return (
    <form onSubmit={send} className="max-w-md space-y-3">
      {named ? (
        <ConfirmName
          name={environment.name}
          typed={typed}
          onType={setTyped}
          error={errorOf('confirmation')}
        />
      ) : (
        <p className="text-sm text-muted">Only files of the project change; the database stays as it is.</p>
      )}
      <Button
        type="submit"
        kind="primary"
        disabledReason={missing ? reasonAgainst(typed, environment.name) : null}
        busy={pending && 'Working it out once more…'}
      >
        Carry it out
      </Button>
      {failure && !errorOf('confirmation') ? <FailureNotice failure={failure} urgent /> : null}
    </form>
  )
}

/** Both are on record: what was proposed, and that it was asked for. */
async function proposeAndRequest(input: unknown): Promise<Result<{ runId: string }>> {
  const { typed, ...way } = input as { projectSlug: string; fingerprint: string; typed: string }
  const { projectSlug, fingerprint } = way
  const proposed = await proposeResolution({ ...way, reason: '' })
  if (!proposed.ok) return proposed
  const resolutionId = proposed.value.id
  return requestResolution({ projectSlug, resolutionId, fingerprint, confirmation: typed })
}

export function reasonAgainst(typed: string, name: string): string {
  return typed.trim() === '' ? 'The name is not typed yet.' : `That is not “${name}”, letter for letter.`
}

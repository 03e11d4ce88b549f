'use client'

import { PlayIcon, StampIcon } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { approveResolution, requestResolution, withdrawResolution } from '@/lib/actions/resolutions'
import type { ResolutionView } from '@/lib/domain/resolution-view'
import { changesDatabase, resolutionStateWords } from '@/lib/domain/resolution-words'
import { GateGlyph } from '../channel/gate-glyph'
import { Button } from '../ui/button'
import { ButtonLink } from '../ui/button-link'
import { FailureNotice } from '../ui/failure-notice'
import { useAct } from '../ui/use-act'
import { ConfirmName } from './confirm-name'
import { ResolutionApprovals } from './resolution-approvals'
import { reasonAgainst } from './way-form'

/** What stands between a resolution and its run, and the only place with the buttons. */
export function ResolutionBox({ view }: { view: ResolutionView }) {
  const { state } = view
  const waits = waitsForApproval(view)
  const over = state === 'done' || state === 'failed' || state === 'withdrawn'
  return (
    <section aria-labelledby="box-title" className="rounded-lg border border-edge/60 bg-raised">
      <header className="flex items-center gap-3 border-b px-4 py-3">
        <svg width="16" height="28" viewBox="-7 -15 14 26" aria-hidden>
          <GateGlyph open={!waits} />
        </svg>
        <h2 id="box-title" className="text-lg font-semibold">
          {titleOf(view, waits)}
        </h2>
      </header>
      <div className="space-y-4 px-4 py-4">
        <ResolutionApprovals view={view} />
        {over ? <Over view={view} /> : <Acts view={view} />}
      </div>
    </section>
  )
}

function waitsForApproval({ state, approvals }: ResolutionView): boolean {
  return state === 'proposed' && approvals.missing > 0
}

function titleOf({ state, runs, approvals }: ResolutionView, waits: boolean): string {
  if (waits)
    return approvals.missing === 1
      ? 'It waits for an approval'
      : `It waits for ${approvals.missing} approvals`
  if (state === 'proposed' || state === 'approved')
    return runs.length > 0 ? 'It can be tried again' : 'It can be carried out'
  const words = resolutionStateWords[state]
  return `${words[0]?.toUpperCase()}${words.slice(1)}`
}

function Over({ view }: { view: ResolutionView }) {
  const { project, environment } = view
  return (
    <ButtonLink href={`/p/${project.slug}/environments/${environment.slug}/attention`}>
      See what needs attention now
    </ButtonLink>
  )
}

function Acts({ view }: { view: ResolutionView }) {
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const approve = useAct(approveResolution)
  const carryOut = useAct(requestResolution)
  const withdraw = useAct(withdrawResolution)
  const { project, environment, acts, fingerprint, state } = view
  const waits = waitsForApproval(view)
  const input = { projectSlug: project.slug, resolutionId: view.id, fingerprint }
  const named = changesDatabase(view.body)
  const failure = approve.failure ?? carryOut.failure ?? withdraw.failure
  const nothing = !acts.approve.allowed && !acts.carryOut.allowed && !acts.withdraw.allowed
  if (state === 'running') {
    const run = view.runs.at(-1)
    return run ? <ButtonLink href={`/p/${project.slug}/runs/${run.id}`}>Watch its run</ButtonLink> : null
  }
  if (nothing) return <p className="text-sm text-muted">{acts.approve.because}</p>
  return (
    <>
      {waits ? (
        <div className="space-y-2 border-t pt-4">
          <Button
            kind="primary"
            icon={<StampIcon />}
            disabledReason={acts.approve.because}
            busy={approve.pending && 'Approving…'}
            onClick={() => approve.start(input)}
          >
            Approve
          </Button>
          <p className="text-xs text-muted">An approval carries nothing out; it holds for exactly this.</p>
        </div>
      ) : null}
      {waits ? null : (
        <form
          className="space-y-3 border-t pt-4"
          onSubmit={(event) => {
            event.preventDefault()
            carryOut.start({ ...input, confirmation: typed }, ({ runId }) =>
              router.push(`/p/${project.slug}/runs/${runId}`),
            )
          }}
        >
          {named && acts.carryOut.allowed ? (
            <ConfirmName
              name={environment.name}
              typed={typed}
              onType={setTyped}
              error={carryOut.errorOf('confirmation')}
            />
          ) : null}
          <Button
            type="submit"
            kind="primary"
            icon={<PlayIcon />}
            disabledReason={
              acts.carryOut.because ??
              (named && typed !== environment.name ? reasonAgainst(typed, environment.name) : null)
            }
            busy={carryOut.pending && 'Working it out once more…'}
          >
            Carry it out
          </Button>
        </form>
      )}
      {failure && !carryOut.errorOf('confirmation') ? <FailureNotice failure={failure} urgent /> : null}
      {failure?.code === 'resolution_outdated' ? (
        <Link
          href={`/p/${project.slug}/environments/${environment.slug}/attention`}
          className="block text-sm text-accent underline"
        >
          See what needs attention now
        </Link>
      ) : null}
      {acts.withdraw.allowed ? (
        <div className="border-t pt-3">
          <Button
            size="sm"
            kind="quiet"
            busy={withdraw.pending && 'Withdrawing…'}
            onClick={() => withdraw.start({ projectSlug: project.slug, resolutionId: view.id })}
          >
            Withdraw it
          </Button>
        </div>
      ) : null}
    </>
  )
}

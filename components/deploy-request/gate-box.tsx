'use client'

import { CheckIcon, CircleAlertIcon, MessageSquareWarningIcon, PlayIcon, StampIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { requestDeploy, reviewDeployRequest } from '@/lib/actions/deploy-requests'
import type { DeployRequestView } from '@/lib/domain/deploy-request-view'
import type { Failure } from '@/lib/domain/failure'
import { count } from '@/lib/domain/verdict'
import { GateGlyph } from '../channel/gate-glyph'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Textarea } from '../ui/textarea'
import { useAct } from '../ui/use-act'
import { RefreshPlan } from './refresh-plan'

export interface GateBoxProps {
  request: Pick<DeployRequestView, 'project' | 'number' | 'state' | 'environment' | 'gate' | 'acts'>
  /** The plan that stands on this page: what an approval binds to. */
  plan: { fingerprint: string; lost: number } | null
  /** By finding, of those that blockers name. */
  places: FindingPlaces
}

export type FindingPlaces = Record<string, { href: string; title: string }>

/** The one place that says what stands in the way, and the only one with the buttons. */
export function GateBox({ request, plan, places }: GateBoxProps) {
  const { gate, state } = request
  const over = state === 'deployed' || state === 'closed' || state === 'rolled_back'
  return (
    <section aria-labelledby="gate-title" className="rounded-lg border border-edge/60 bg-raised">
      <header className="flex items-center gap-3 border-b px-4 py-3">
        <svg width="16" height="28" viewBox="-7 -15 14 26" aria-hidden>
          <GateGlyph open={gate.open || over} />
        </svg>
        <h2 id="gate-title" className="text-lg font-semibold">
          {titleOf(request)}
        </h2>
        {over || gate.open ? null : (
          <p className="ml-auto text-sm text-muted">{count(gate.blockers.length, 'blocker', 'blockers')}</p>
        )}
      </header>
      <div className="space-y-4 px-4 py-4">
        {over ? (
          <p className="text-sm text-muted">{gate.blockers[0]?.cure}</p>
        ) : (
          <Checks request={request} places={places} />
        )}
        {state === 'rolled_back' ? (
          <RefreshPlan
            projectSlug={request.project.slug}
            number={request.number}
            act={request.acts.refresh}
          />
        ) : null}
        {over ? null : <Acts request={request} plan={plan} />}
      </div>
    </section>
  )
}

function titleOf({ gate, state }: GateBoxProps['request']): string {
  if (state === 'deployed') return 'Deployed'
  if (state === 'closed') return 'Closed'
  if (state === 'rolled_back') return 'Rolled back'
  return gate.open ? 'The gate is open' : 'The gate is closed'
}

function Checks({ request, places }: Pick<GateBoxProps, 'request' | 'places'>) {
  const { gate } = request
  return (
    <ul className="space-y-3">
      {gate.blockers.map((blocker) => (
        <li key={`${blocker.code}${blocker.what}`} className="flex gap-3">
          <CircleAlertIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          <div className="min-w-0">
            <p className="font-medium">
              <span className="sr-only">Stands in the way: </span>
              {blocker.what}
            </p>
            {blocker.why ? <p className="text-sm text-muted">{blocker.why}</p> : null}
            <p className="text-sm">{blocker.cure}</p>
            <FindingLinks findings={blocker.findings ?? []} places={places} />
            {blocker.code === 'plan_outdated' ||
            blocker.code === 'evidence_changed' ||
            (blocker.code === 'closed' && request.state === 'failed') ? (
              <div className="mt-2">
                <RefreshPlan
                  projectSlug={request.project.slug}
                  number={request.number}
                  act={request.acts.refresh}
                />
              </div>
            ) : null}
            {blocker.code === 'snapshot_missing' ? (
              <a
                href={`/p/${request.project.slug}/snapshots#${request.environment.slug}`}
                className="text-sm text-accent underline"
              >
                Snapshots of {request.environment.name}
              </a>
            ) : null}
            {blocker.code === 'history_needs_attention' ? (
              <a
                href={`/p/${request.project.slug}/environments/${request.environment.slug}/attention`}
                className="text-sm text-accent underline"
              >
                What needs attention in {request.environment.name}
              </a>
            ) : null}
          </div>
        </li>
      ))}
      {gate.satisfied.map((text) => (
        <li key={text} className="flex gap-3 text-sm">
          <CheckIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
          <p>
            <span className="sr-only">Satisfied: </span>
            {text}
          </p>
        </li>
      ))}
    </ul>
  )
}

function FindingLinks({ findings, places }: { findings: string[]; places: FindingPlaces }) {
  const known = findings.flatMap((id) => places[id] ?? [])
  const [only] = known
  if (!only) return null
  if (findings.length === 1) {
    return (
      <a href={only.href} className="text-sm text-accent underline">
        Look at it
      </a>
    )
  }
  return (
    <ul className="mt-1 space-y-0.5 text-sm">
      {known.map(({ href, title }) => (
        <li key={href} className="truncate">
          <a href={href} className="text-accent underline">
            {title}
          </a>
        </li>
      ))}
      {findings.length > known.length ? (
        <li>
          <a href="#findings" className="text-accent underline">
            and {findings.length - known.length} more
          </a>
        </li>
      ) : null}
    </ul>
  )
}

function Acts({ request, plan }: Pick<GateBoxProps, 'request' | 'plan'>) {
  const router = useRouter()
  const [body, setBody] = useState('')
  const [asked, setAsked] = useState<'approve' | 'request_changes' | null>(null)
  const [unexplained, setUnexplained] = useState(false)
  const review = useAct(reviewDeployRequest)
  const deploy = useAct(requestDeploy)
  const { project, number, acts, environment } = request
  const mayReview = acts.approve.allowed || acts.requestChanges.allowed

  function say(verdict: 'approve' | 'request_changes') {
    if (verdict === 'request_changes' && body.trim() === '') return setUnexplained(true)
    setUnexplained(false)
    setAsked(verdict)
    const input = { projectSlug: project.slug, number, planFingerprint: plan?.fingerprint, verdict, body }
    review.start(input, () => setBody(''))
  }

  function start() {
    const input = { projectSlug: project.slug, number, planFingerprint: plan?.fingerprint }
    deploy.start(input, ({ runId }) => router.push(`/p/${project.slug}/runs/${runId}`))
  }

  return (
    <div className="space-y-4 border-t pt-4">
      {mayReview ? (
        <Field label="Your review" error={unexplained ? 'Say what should change.' : null}>
          <Textarea
            value={body}
            onChange={(event) => setBody(event.target.value)}
            placeholder="What did you look at? Optional for an approval."
            rows={2}
          />
        </Field>
      ) : null}
      <div className="flex flex-wrap items-start gap-x-2 gap-y-3">
        <Button
          icon={<StampIcon />}
          kind={request.gate.open ? 'plain' : 'primary'}
          disabledReason={acts.approve.because}
          busy={review.pending && asked === 'approve' && 'Approving…'}
          onClick={() => say('approve')}
        >
          Approve
        </Button>
        <Button
          icon={<MessageSquareWarningIcon />}
          disabledReason={
            acts.requestChanges.because === acts.approve.because ? null : acts.requestChanges.because
          }
          busy={review.pending && asked === 'request_changes' && 'Sending…'}
          onClick={() => say('request_changes')}
          hidden={!acts.requestChanges.allowed && acts.requestChanges.because === acts.approve.because}
        >
          Request changes
        </Button>
      </div>
      <p className="text-xs text-muted">An approval never starts a deploy; it holds for this plan alone.</p>
      <div className="border-t pt-4">
        <Button
          kind={plan && plan.lost > 0 ? 'danger' : 'primary'}
          icon={<PlayIcon />}
          disabledReason={acts.deploy.because}
          busy={deploy.pending && 'Starting…'}
          onClick={start}
          // What it destroys is part of its words: on a phone they take two lines.
          className="h-auto! min-h-8 max-w-full shrink! py-1.5 text-left whitespace-normal! pointer-coarse:min-h-10"
        >
          {deployWords(environment.name, plan?.lost ?? 0)}
        </Button>
        {request.gate.open && request.gate.takesSnapshot ? (
          <p className="mt-2 text-xs text-muted">
            A snapshot is taken first, and tried by restoring it beside the database.
          </p>
        ) : null}
      </div>
      <Failures failures={[review.failure, deploy.failure]} />
    </div>
  )
}

function deployWords(environment: string, lost: number): string {
  return lost > 0
    ? `Deploy to ${environment}, destroying ${lost.toLocaleString('en-US')} ${lost === 1 ? 'row or value' : 'rows or values'}`
    : `Deploy to ${environment}`
}

function Failures({ failures }: { failures: (Failure | null)[] }) {
  return failures.map((failure) =>
    failure ? <FailureNotice key={failure.code} failure={failure} urgent /> : null,
  )
}

'use client'

import { ArrowLeftIcon, RotateCcwIcon } from 'lucide-react'
import { currentStep, runVerdict, titleOf } from '@/lib/domain/run-verdict'
import type { RunView } from '@/lib/domain/run-view'
import { count } from '@/lib/domain/verdict'
import { EnvironmentName } from '../deploy-request/environment-name'
import { RunLost } from '../keeps/run-lost'
import { ButtonLink } from '../ui/button-link'
import { Callout } from '../ui/callout'
import { LiveMessage } from '../ui/live-message'
import { Duration } from '../ui/numbers'
import { PageHeader } from '../ui/page-header'
import { Section } from '../ui/section'
import { Time } from '../ui/time'
import { toneText } from '../ui/tone'
import { CancelRun } from './cancel-run'
import { ResumeRun } from './resume-run'
import { RunLog } from './run-log'
import { RunOutcome } from './run-outcome'
import { RunStateWord } from './run-state'
import { RunSteps } from './run-steps'
import type { SqlColours } from './sql-text'
import { useRun } from './use-run'

/** A run, live: what it comes to, its steps, its statements, its whole log. */
export function RunScreen({ initial, colours }: { initial: RunView; colours: SqlColours }) {
  const { run, lost } = useRun(initial)
  const going = run.state === 'queued' || run.state === 'running'
  return (
    <>
      <LiveMessage text={spoken(run)} />
      <PageHeader
        trail={trailOf(run)}
        title={`${titleOf(run.kind)} ${prepositions[run.kind]} ${run.environment.name}`}
        meta={<Facts run={run} />}
        actions={
          <>
            {going ? (
              <CancelRun
                projectSlug={run.project.slug}
                runId={run.id}
                act={run.cancel}
                asked={run.cancelAskedAt}
              />
            ) : null}
            <RollBack run={run} />
            {going ? null : <BackToRequest run={run} />}
            {going ? null : <WhereItIsKept run={run} />}
          </>
        }
      />
      {lost ? (
        <div className="pb-5">
          <Callout tone="care" title="Headgate does not answer right now">
            What you see is from <Time at={run.at} />. The run goes on without this page.
          </Callout>
        </div>
      ) : null}
      <Words run={run} />
      {run.resume ? (
        <div className="pb-6">
          <ResumeRun projectSlug={run.project.slug} resume={run.resume} />
        </div>
      ) : null}
      <RunOutcome run={run} />
      <RunLost run={run} />
      <Section id="steps" title="Steps">
        <RunSteps run={run} colours={colours} />
      </Section>
      <Section id="log" title="Log" aside={count(run.log.length, 'line', 'lines')}>
        <RunLog lines={run.log} going={going} />
      </Section>
    </>
  )
}

/** The first sentence largest; the others below it, where all of them together are a wall. */
function Words({ run }: { run: RunView }) {
  const words = runVerdict(run)
  const [first = words, ...others] = words.length > 160 ? words.split(/(?<=\.) (?=[A-Z])/) : [words]
  return (
    <div className="max-w-3xl space-y-2 pb-6">
      <p
        className={`max-w-[52ch] text-xl font-semibold sm:text-2xl tracking-tight text-balance wrap-anywhere ${toneText[toneOf(run)]}`}
      >
        {first}
      </p>
      {others.length > 0 ? <p className="wrap-anywhere">{others.join(' ')}</p> : null}
    </div>
  )
}

const prepositions = {
  deploy: 'to',
  rollback: 'of',
  snapshot: 'of',
  restore: 'of',
  resolve: 'on',
  rehearse: 'for',
}

/** Changes with the state and the step, never with a poll. */
function spoken(run: RunView): string {
  if (run.outcome) return run.outcome.what
  const step = currentStep(run.steps)
  return step ? `${step.title}: running` : run.state
}

function toneOf(run: RunView) {
  if (run.state === 'failed') return 'danger'
  return run.state === 'unknown' || run.state === 'unverified' ? 'care' : 'plain'
}

function trailOf(run: RunView) {
  const home = `/p/${run.project.slug}`
  const trail = [{ href: home, label: run.project.name }]
  if (run.kind === 'snapshot' || run.kind === 'restore')
    return [...trail, { href: `${home}/snapshots`, label: 'Snapshots' }]
  if (run.resolution)
    return [...trail, { href: `${home}/resolutions/${run.resolution.id}`, label: run.resolution.title }]
  if (!run.deployRequest) return trail
  const { number, title } = run.deployRequest
  return [...trail, { href: `${home}/deploy-requests/${number}`, label: `#${number} ${title}` }]
}

function Facts({ run }: { run: RunView }) {
  const end = run.endedAt ?? run.at
  return (
    <>
      <RunStateWord state={run.state} />
      <EnvironmentName {...run.environment} />
      <span className="font-mono text-xs">{run.environment.label}</span>
      <span>asked for by {run.requestedBy.name}</span>
      {run.resumes ? (
        <a href={`/p/${run.project.slug}/runs/${run.resumes}`} className="text-accent underline">
          goes on with an earlier run
        </a>
      ) : null}
      <span>{run.startedAt ? <Time at={run.startedAt} /> : <Time at={run.createdAt} />}</span>
      {run.startedAt ? <Duration ms={Date.parse(end) - Date.parse(run.startedAt)} /> : null}
    </>
  )
}

/** What a rehearsal was for, and where it goes on. */
function BackToRequest({ run: { kind, project, deployRequest } }: { run: RunView }) {
  if (kind !== 'rehearse' || !deployRequest) return null
  return (
    <ButtonLink icon={<ArrowLeftIcon />} href={`/p/${project.slug}/deploy-requests/${deployRequest.number}`}>
      To the deploy request
    </ButtonLink>
  )
}

/** A database to look inside is dropped there. */
function WhereItIsKept({ run: { kind, state, project, environment } }: { run: RunView }) {
  if (kind !== 'restore' || state !== 'succeeded') return null
  return (
    <ButtonLink href={`/p/${project.slug}/environments/${environment.slug}/keeps`}>
      What Headgate keeps
    </ButtonLink>
  )
}

/** The way back, for who may take it, once something stands that can be taken back. */
function RollBack({ run }: { run: RunView }) {
  const stands = run.kind === 'deploy' && (run.state === 'succeeded' || run.state === 'unverified')
  const back = run.rollbacks.find((each) => each.state !== 'failed' && each.state !== 'cancelled')
  if (back) {
    return (
      <ButtonLink icon={<RotateCcwIcon />} href={`/p/${run.project.slug}/runs/${back.id}`}>
        Its rollback
      </ButtonLink>
    )
  }
  if (!stands) return null
  if (!run.rollBack.allowed) return <p className="max-w-72 text-sm text-muted">{run.rollBack.because}</p>
  return (
    <ButtonLink icon={<RotateCcwIcon />} href={`/p/${run.project.slug}/runs/${run.id}/rollback`}>
      Roll back…
    </ButtonLink>
  )
}

import type { DeployRequestView, PlanView, RunRef } from '@/lib/domain/deploy-request-view'
import type { Gate } from '@/lib/domain/gate'
import type { JudgedFinding } from '@/lib/domain/judge-findings'
import { ChannelLine } from '../channel/channel-line'
import { FluidLine } from '../channel/fluid-line'
import { findingLinks, mostLinked } from '../finding/finding-links'
import { FindingList } from '../finding/finding-list'
import { LiveLook } from '../finding/live-look'
import { RehearsalBox } from '../rehearsal/rehearsal-box'
import { RehearsalNotice } from '../rehearsal/rehearsal-notice'
import { ResumeRun } from '../run/resume-run'
import { RunStateWord } from '../run/run-state'
import { StatementKeys } from '../sql/statement-keys'
import { ButtonLink } from '../ui/button-link'
import { Callout } from '../ui/callout'
import { EmptyState } from '../ui/empty-state'
import { PageHeader } from '../ui/page-header'
import { Section } from '../ui/section'
import { Ago } from '../ui/time'
import { CloseRequest } from './close-request'
import { CommentForm } from './comment-form'
import { Conversation } from './conversation'
import { EnvironmentName } from './environment-name'
import { FollowRequest } from './follow-request'
import { type FindingPlaces, GateBox } from './gate-box'
import { Harm } from './harm'
import { PlanSections } from './plan-sections'
import { RefreshPlan } from './refresh-plan'
import { RequestState } from './request-state'
import { Verdict } from './verdict'

/** One change, from the first diff to the rollback. `page`: of the statements of a long plan, from 1. */
export function RequestScreen({ view, page }: { view: DeployRequestView; page: number }) {
  const { project, number, plan, acts } = view
  const past = view.state !== 'open' && view.state !== 'failed'
  const on = {
    projectSlug: project.slug,
    number,
    planFingerprint: plan?.fingerprint ?? '',
    masked: plan?.masked ?? true,
    environmentSlug: view.environment.slug,
    accept: acts.acceptFinding,
    makeSafe: acts.makeSafe,
  }
  const hrefOf = plan ? findingLinks(plan.body, page) : () => ''
  return (
    <>
      <FollowRequest projectSlug={project.slug} number={number} sequence={view.sequence} />
      <StatementKeys />
      <PageHeader
        trail={[
          { href: `/p/${project.slug}`, label: project.name },
          { href: `/p/${project.slug}/deploy-requests`, label: 'Deploy requests' },
        ]}
        title={
          <>
            {view.title} <span className="font-normal text-faint">#{number}</span>
          </>
        }
        meta={<Facts view={view} />}
        actions={
          <>
            {view.state === 'open' && acts.refresh.allowed ? (
              <RefreshPlan kind="quiet" projectSlug={project.slug} number={number} act={acts.refresh} />
            ) : null}
            <CloseRequest
              projectSlug={project.slug}
              number={number}
              act={acts.close}
              deployed={view.state !== 'open'}
            />
          </>
        }
      />
      <Line view={view} />
      <RunNotice view={view} />
      {view.resume ? (
        <div className="pb-6">
          <ResumeRun projectSlug={project.slug} resume={view.resume} />
        </div>
      ) : null}
      <RehearsalNotice view={view} />
      <Outdated view={view} />
      <div className="grid grid-cols-1 gap-x-10 gap-y-7 pb-9 lg:grid-cols-[minmax(0,1fr)_25rem] lg:grid-rows-[auto_1fr] 2xl:grid-cols-[minmax(0,1fr)_28rem]">
        {plan ? (
          <Verdict plan={plan} past={past} />
        ) : (
          <EmptyState title="There is no plan yet">Refresh the plan to see what this would do.</EmptyState>
        )}
        <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <GateBox
            request={{
              project,
              number,
              state: view.state,
              environment: view.environment,
              gate: view.gate,
              acts,
            }}
            plan={plan ? { fingerprint: plan.fingerprint, lost: plan.risk.lost } : null}
            places={plan ? placesOf(view.gate, plan, hrefOf) : {}}
          />
          {plan && view.rehearsal ? (
            <RehearsalBox
              rehearsal={view.rehearsal}
              projectSlug={project.slug}
              number={number}
              plan={plan}
              past={past}
            />
          ) : null}
          {plan?.evidence.risk?.live && !past ? <LiveLook live={plan.evidence.risk.live} /> : null}
        </div>
        {plan ? (
          <div className="min-w-0 space-y-7">
            <FindingList findings={plan.findings} risk={plan.evidence.risk} hrefOf={hrefOf} />
            <Harm plan={plan} past={past} />
          </div>
        ) : null}
      </div>
      {plan ? <PlanSections view={view} plan={plan} page={page} on={on} /> : null}
      <Section id="conversation" title="Conversation">
        <Conversation entries={view.conversation} projectSlug={project.slug} />
        <CommentForm
          projectSlug={project.slug}
          number={number}
          planFingerprint={plan?.fingerprint ?? null}
          act={acts.comment}
        />
      </Section>
    </>
  )
}

/** For the gate's box, which lies in the browser: only where the findings stand that it names. */
function placesOf(gate: Gate, plan: PlanView, hrefOf: (judged: JudgedFinding) => string): FindingPlaces {
  const named = new Set(gate.blockers.flatMap(({ findings }) => findings?.slice(0, mostLinked) ?? []))
  return Object.fromEntries(
    plan.findings
      .filter(({ finding }) => named.has(finding.id))
      .map((judged) => [judged.finding.id, { href: hrefOf(judged), title: judged.finding.title }]),
  )
}

function Facts({ view }: { view: DeployRequestView }) {
  return (
    <>
      <RequestState state={view.state} />
      <EnvironmentName {...view.environment} />
      <span className="font-mono text-xs">{view.environment.label}</span>
      <span>
        opened by {view.openedBy.name} <Ago at={view.createdAt} />
      </span>
      {view.author && view.author.id !== view.openedBy.id ? (
        <span>migrations by {view.author.name}</span>
      ) : null}
    </>
  )
}

function Line({ view }: { view: DeployRequestView }) {
  const pending = view.line.filter((station) => station.planned).length
  if (view.line.length === 0) return null
  const narrow = view.line.slice(-Math.max(14, pending + 4))
  const gate = view.state === 'open' ? (view.gate.open ? 'open' : 'closed') : null
  return (
    <div className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-1 border-y py-2">
      <div className="w-full px-1 sm:hidden">
        <FluidLine
          label={view.environment.name}
          stations={narrow}
          older={{ count: view.line.length - narrow.length, full: true }}
          gate={gate}
          moving={view.state === 'deploying'}
        />
      </div>
      <div className="scroll-x min-w-0 max-sm:hidden">
        <ChannelLine
          label={view.environment.name}
          stations={view.line}
          gate={gate}
          most={Math.max(20, pending + 6)}
          step={pending > 12 ? 20 : 30}
          moving={view.state === 'deploying'}
        />
      </div>
      <p className="text-sm text-muted">
        {view.line.filter((station) => station.state === 'applied').length} on {view.environment.name}
        {pending > 0 && view.state === 'open' ? `, ${pending} before the gate` : ''}
      </p>
    </div>
  )
}

/** What the last run came to, where it matters more than the plan. */
function RunNotice({ view }: { view: DeployRequestView }) {
  const run = view.runs.at(-1)
  if (!run || (view.state === 'open' && run.state === 'succeeded')) return null
  const href = `/p/${view.project.slug}/runs/${run.id}`
  const deployRun = view.runs.findLast((each) => each.kind === 'deploy')
  return (
    <div className="pb-6">
      <Callout
        tone={toneOf(run)}
        title={
          <>
            {titles[run.kind]} <RunStateWord state={run.state} />
            <span className="font-normal text-muted">
              {' '}
              <Ago at={run.endedAt ?? run.createdAt} />, asked for by {run.requestedBy.name}
            </span>
          </>
        }
        actions={
          <>
            <ButtonLink href={href}>Open the run</ButtonLink>
            {view.acts.rollBack.allowed && deployRun ? (
              <ButtonLink href={`/p/${view.project.slug}/runs/${deployRun.id}/rollback`}>
                Roll back…
              </ButtonLink>
            ) : null}
          </>
        }
      >
        {run.outcome ? (
          <>
            <p className="text-ink">{run.outcome.what}</p>
            <p>{run.outcome.next}</p>
          </>
        ) : null}
      </Callout>
    </div>
  )
}

const titles = {
  deploy: 'Deploy',
  rollback: 'Rollback',
  snapshot: 'Snapshot',
  restore: 'Restore',
  resolve: 'Resolution',
  rehearse: 'Rehearsal',
}

function toneOf(run: RunRef) {
  if (run.state === 'failed') return 'danger'
  if (run.state === 'unknown' || run.state === 'unverified') return 'care'
  return run.state === 'succeeded' ? 'accent' : 'plain'
}

/** The plan no longer fits, or replaced one that was on this page before: what changed since. */
function Outdated({ view }: { view: DeployRequestView }) {
  const blocker = view.gate.blockers.find((each) => each.code === 'plan_outdated')
  if (blocker && view.state === 'open') {
    return (
      <div className="pb-6">
        <Callout
          tone="care"
          title="What you see below is no longer what would happen"
          actions={
            <RefreshPlan projectSlug={view.project.slug} number={view.number} act={view.acts.refresh} />
          }
        >
          {blocker.why}
        </Callout>
      </div>
    )
  }
  if (view.state !== 'open' || !view.replaced) return null
  const { change, at } = view.replaced
  return (
    <div className="pb-6">
      <Callout
        tone="care"
        title={
          <>
            This plan replaced an older one <Ago at={at} />; approvals of that one do not count
          </>
        }
      >
        <p>{change.explanation}</p>
        {change.details.length > 0 ? (
          <ul className="mt-1 list-disc pl-5">
            {change.details.map((detail) => (
              <li key={detail}>{detail}</li>
            ))}
          </ul>
        ) : null}
      </Callout>
    </div>
  )
}

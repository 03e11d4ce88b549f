import Link from 'next/link'
import type { ResolutionView } from '@/lib/domain/resolution-view'
import { troubleWords } from '@/lib/domain/resolution-words'
import { EnvironmentName } from '../deploy-request/environment-name'
import { MigrationName } from '../migration/migration-name'
import { RunStateWord } from '../run/run-state'
import { Callout } from '../ui/callout'
import { Code } from '../ui/code'
import { PageHeader } from '../ui/page-header'
import { Section } from '../ui/section'
import { Ago, Time } from '../ui/time'
import { ResolutionBody } from './resolution-body'
import { ResolutionBox } from './resolution-box'
import { ResolutionStateWord } from './resolution-state'

/** A way out that was proposed: what it does, who approved it, what came of it. */
export function ResolutionScreen({ view }: { view: ResolutionView }) {
  const { project, environment, body, runs } = view
  const home = `/p/${project.slug}`
  const attention = `${home}/environments/${environment.slug}/attention`
  return (
    <>
      <PageHeader
        trail={[
          { href: home, label: project.name },
          { href: `${home}/environments/${environment.slug}`, label: environment.name },
          { href: attention, label: 'What needs attention' },
        ]}
        title={body.title}
        meta={
          <>
            <ResolutionStateWord state={view.state} />
            <EnvironmentName {...environment} />
            <span>{troubleWords[body.trouble]}</span>
            {body.migration ? <MigrationName name={body.migration} /> : null}
            <span>
              proposed by {view.proposedBy.name} <Ago at={view.createdAt} />
            </span>
          </>
        }
      />
      <Ended view={view} />
      <div className="grid grid-cols-1 gap-x-10 gap-y-7 pb-9 lg:grid-cols-[minmax(0,1fr)_25rem]">
        <div className="lg:order-2">
          <ResolutionBox view={view} />
        </div>
        <div className="min-w-0 space-y-6">
          {view.reason ? (
            <p className="max-w-prose border-l-2 border-line pl-3.5 whitespace-pre-wrap">
              {view.reason}
              <span className="block text-sm text-muted">{view.proposedBy.name}</span>
            </p>
          ) : null}
          <ResolutionBody resolution={body} befores={view.befores} />
          <p className="text-xs text-faint">
            Fingerprint <Code>{view.fingerprint.slice(0, 16)}</Code>: what is approved and carried out is
            exactly this, on exactly the database that it was worked out on.
          </p>
        </div>
      </div>
      {runs.length > 0 ? (
        <Section id="runs" title="Runs" aside={runs.length}>
          <ul className="divide-y border-y text-sm">
            {runs.toReversed().map((run) => (
              <li key={run.id} className="flex flex-wrap items-baseline gap-x-6 gap-y-1 py-2.5">
                <Link href={`${home}/runs/${run.id}`} className="font-medium hover:underline">
                  Run of <Time at={run.at} />
                </Link>
                <RunStateWord state={run.state} />
                <span className="text-muted">asked for by {run.by}</span>
                {run.outcome ? <span className="w-full max-w-prose">{run.outcome.what}</span> : null}
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </>
  )
}

/** What the last run came to, where it matters more than what it was to do. */
function Ended({ view }: { view: ResolutionView }) {
  const outcome = view.runs.at(-1)?.outcome
  if (!outcome || view.state === 'running') return null
  return (
    <div className="pb-6">
      <Callout tone={outcome.ok ? 'accent' : 'danger'} title={outcome.what}>
        <p className="text-ink wrap-anywhere">{outcome.next}</p>
        {outcome.undo ? <p className="wrap-anywhere">To take it back: {outcome.undo}</p> : null}
      </Callout>
    </div>
  )
}

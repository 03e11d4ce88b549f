import { HistoryIcon, UnplugIcon, WavesIcon } from 'lucide-react'
import Link from 'next/link'
import type { EnvironmentSummary, MatrixRow } from '@/lib/domain/overview-view'
import { runNoun } from '@/lib/domain/run'
import { FluidLine } from '../channel/fluid-line'
import { isFull } from '../channel/station'
import { DriftStateWord } from '../environment/drift-state'
import { countLine, countsInWords } from '../environment/environment-words'
import { SnapshotAge } from '../environment/snapshot-age'
import { State } from '../ui/state'
import { Ago } from '../ui/time'

export interface EnvironmentStripProps {
  projectSlug: string
  environments: EnvironmentSummary[]
  /** Newest first. */
  rows: MatrixRow[]
  migrations: number
}

const most = 24

/** The environments as lines under each other, in step: how far the water has come in each. */
export function EnvironmentStrip({ projectSlug, environments, rows, migrations }: EnvironmentStripProps) {
  const shown = rows.slice(0, most).toReversed()
  return (
    <ul className="border-t">
      {environments.map((environment, column) => (
        <li key={environment.slug} className="border-b">
          <div className="grid gap-x-8 gap-y-1 py-3.5 lg:grid-cols-[13rem_minmax(0,1fr)_13rem] lg:items-center 2xl:grid-cols-[16rem_minmax(0,1fr)_16rem]">
            <Title projectSlug={projectSlug} environment={environment} />
            {environment.observedAt ? (
              <FluidLine
                label={environment.name}
                stations={shown.map(({ name, states }) => {
                  const state = states[column]
                  return state ? { name, state } : null
                })}
                older={{
                  count: migrations - shown.length,
                  full: environment.line.some(
                    ({ name, state }) => name < (shown[0]?.name ?? '') && isFull(state),
                  ),
                }}
                gate={environment.approvals > 0 ? 'closed' : null}
                moving={environment.running !== null}
                stale={environment.unreachable !== null || environment.changedSince}
              />
            ) : (
              <p className="text-sm text-muted">Never looked at.</p>
            )}
            <Facts projectSlug={projectSlug} environment={environment} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function Title({ projectSlug, environment }: { projectSlug: string; environment: EnvironmentSummary }) {
  return (
    <div className="min-w-0">
      <h3 className="flex items-baseline gap-2">
        <Link
          href={`/p/${projectSlug}/environments/${environment.slug}`}
          data-row
          className="text-base font-semibold tracking-tight hover:underline"
        >
          {environment.name}
        </Link>
        {environment.serverMajor ? (
          <span className="text-xs text-faint">PostgreSQL {environment.serverMajor}</span>
        ) : null}
      </h3>
      <p className="text-sm text-muted">
        {environment.observedAt ? countsInWords(countLine(environment)) : environment.label}
      </p>
      <Attention projectSlug={projectSlug} environment={environment} />
    </div>
  )
}

/** Leads to the ways out, where something stands in the way of a deploy or the schema has drifted. */
function Attention({ projectSlug, environment }: { projectSlug: string; environment: EnvironmentSummary }) {
  const { troubled } = countLine(environment)
  const drifted = environment.drift?.state === 'drifted'
  if (environment.unreachable || (troubled === 0 && !drifted)) return null
  return (
    <Link
      href={`/p/${projectSlug}/environments/${environment.slug}/attention`}
      className="text-sm text-care underline decoration-care/40 underline-offset-2 hover:decoration-care"
    >
      {troubled > 0 ? 'See the ways out' : 'Adopt, revert or ignore the drift'}
    </Link>
  )
}

function Facts({ projectSlug, environment }: { projectSlug: string; environment: EnvironmentSummary }) {
  const { unreachable, changedSince, observedAt, running, openRequests } = environment
  return (
    <ul className="flex min-w-0 flex-wrap gap-x-4 gap-y-0.5 text-sm lg:block lg:space-y-0.5">
      {unreachable ? (
        <li>
          <State tone="danger" icon={UnplugIcon}>
            unreachable
          </State>{' '}
          {observedAt ? (
            <span className="whitespace-nowrap text-muted">
              last seen <Ago at={observedAt} />
            </span>
          ) : null}
        </li>
      ) : changedSince ? (
        <li>
          <State tone="care" icon={HistoryIcon}>
            from before the last run
          </State>
        </li>
      ) : (
        <li className="flex flex-wrap gap-x-2">
          <DriftStateWord drift={environment.drift} />
          {observedAt ? (
            <span className="whitespace-nowrap text-muted">
              seen <Ago at={observedAt} />
            </span>
          ) : null}
        </li>
      )}
      <li>
        <SnapshotAge environment={environment} />
      </li>
      {running ? (
        <li>
          <Link href={`/p/${projectSlug}/runs/${running.id}`} className="hover:underline">
            <State tone="accent" icon={WavesIcon} moving>
              {runNoun(running.kind)} {running.state}
            </State>
          </Link>
        </li>
      ) : null}
      {openRequests.slice(0, 2).map((request) => (
        <li key={request.number} className="max-w-full truncate">
          <Link
            href={`/p/${projectSlug}/deploy-requests/${request.number}`}
            className="text-accent hover:underline"
          >
            #{request.number} {request.title}
          </Link>
        </li>
      ))}
    </ul>
  )
}

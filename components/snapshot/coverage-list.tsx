import { ShieldAlertIcon, ShieldCheckIcon, ShieldIcon, ShieldQuestionIcon } from 'lucide-react'
import type { Act } from '@/lib/domain/act'
import type { Coverage } from '@/lib/domain/snapshot-view'
import { EnvironmentName } from '../deploy-request/environment-name'
import { ButtonLink } from '../ui/button-link'
import { classNames } from '../ui/class-names'
import { Duration } from '../ui/numbers'
import { type Tone, toneText } from '../ui/tone'
import { ageWords } from './age-words'
import { TakeSnapshot } from './take-snapshot'
import { tells } from './tells-writes'
import { WrittenSince } from './written-since'

export interface CoverageListProps {
  projectSlug: string
  coverage: Coverage[]
  take: Act
  confirm: Act
}

/** Each environment: the newest snapshot that counts, its age against the policy, and what is missing. */
export function CoverageList({ projectSlug, coverage, take, confirm }: CoverageListProps) {
  return (
    <ul aria-label="Coverage" className="divide-y border-t">
      {coverage.map((each) => (
        <li
          key={each.environment.slug}
          id={each.environment.slug}
          className="grid gap-x-8 gap-y-3 py-4 lg:grid-cols-[minmax(0,1fr)_auto]"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
              <EnvironmentName {...each.environment} />
              <span className="font-mono text-xs">{each.environment.label}</span>
            </p>
            <Standing coverage={each} />
            {each.latest && tells(each.latest) ? (
              <div className="mt-1.5 text-sm">
                <WrittenSince
                  key={each.latest.id}
                  projectSlug={projectSlug}
                  snapshotId={each.latest.id}
                  atOnce
                />
              </div>
            ) : null}
          </div>
          <div className="flex flex-wrap items-start gap-2 lg:justify-end">
            {each.running ? (
              <ButtonLink href={`/p/${projectSlug}/runs/${each.running.runId}`}>
                {each.running.state === 'queued' ? 'A snapshot is queued' : 'A snapshot is being taken'}
              </ButtonLink>
            ) : (
              <TakeSnapshot projectSlug={projectSlug} environment={each.environment} act={take} />
            )}
            {confirm.allowed ? (
              <ButtonLink
                kind="quiet"
                href={`/p/${projectSlug}/snapshots/confirm?environment=${each.environment.slug}`}
              >
                Confirm an external one
              </ButtonLink>
            ) : null}
            <ButtonLink
              kind="quiet"
              href={`/p/${projectSlug}/environments/${each.environment.slug}/keeps`}
              aria-label={`What Headgate keeps of ${each.environment.name}`}
            >
              What Headgate keeps
            </ButtonLink>
          </div>
        </li>
      ))}
    </ul>
  )
}

function Standing({ coverage }: { coverage: Coverage }) {
  const tone = toneOf(coverage)
  const Icon = icons[tone]
  return (
    <>
      <p
        className={classNames(
          'mt-1.5 flex items-center gap-2.5 text-xl font-semibold tracking-tight',
          toneText[tone],
        )}
      >
        <Icon aria-hidden className="size-5 shrink-0" />
        <span>
          <Words coverage={coverage} />
        </span>
      </p>
      <p className="mt-0.5 text-sm text-muted">
        <RestoreWords coverage={coverage} />
        <PolicyWords coverage={coverage} />
      </p>
    </>
  )
}

const icons = {
  accent: ShieldCheckIcon,
  plain: ShieldIcon,
  quiet: ShieldIcon,
  care: ShieldQuestionIcon,
  danger: ShieldAlertIcon,
}

function toneOf({ state, demand }: Coverage): Tone {
  if (state === 'covered') return 'accent'
  if (state === 'confirmed') return 'plain'
  if (demand === 'none') return 'quiet'
  if (demand === 'required') return state === 'old' ? 'care' : 'danger'
  return 'care'
}

function Words({ coverage }: { coverage: Coverage }) {
  const { state, ageMs, latest } = coverage
  const age = ageMs === null ? null : ageWords(ageMs)
  switch (state) {
    case 'covered':
      return (
        <>
          {latest?.method === 'external' ? 'Opened' : 'Restored'} and checked, {age} old
        </>
      )
    case 'confirmed':
      return (
        <>
          Confirmed by {latest?.confirmedBy?.name}, {age} old, not tried by Headgate
        </>
      )
    case 'old':
      return <>The newest that counts is {age} old</>
    case 'unverified':
      return 'Taken, but never restored: not a backup yet'
    case 'none':
      return 'No snapshot'
  }
}

/** What the one that counts is worth on a bad day. */
function RestoreWords({ coverage: { state, latest } }: { coverage: Coverage }) {
  if (state !== 'covered' && state !== 'old') return null
  if (!latest || latest.restoreMs === null) return null
  return (
    <>
      {latest.method === 'external' ? 'Opened in ' : 'Restores in '}
      <b className="font-medium text-ink">
        <Duration ms={latest.restoreMs} />
      </b>
      , as it was tried.{' '}
    </>
  )
}

function PolicyWords({ coverage }: { coverage: Coverage }) {
  const { demand, maxAgeMinutes, state } = coverage
  const limit = ageWords(maxAgeMinutes * 60_000)
  if (demand === 'none') return 'The policy wants none here.'
  const missing = state !== 'covered' && state !== 'confirmed'
  if (demand === 'optional')
    return <>The policy likes one younger than {limit}; a deploy takes one first where it can.</>
  return (
    <>
      The policy wants one younger than {limit}.{' '}
      {missing
        ? 'Without it the gate stays closed; a deploy takes one first where a method fits.'
        : 'The gate is satisfied.'}
    </>
  )
}

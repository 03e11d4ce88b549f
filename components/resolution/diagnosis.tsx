'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleCheckIcon, RefreshCwIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type Failure, FailureError, type Result } from '@/lib/domain/failure'
import type { AttentionView, EnvironmentDiagnosis } from '@/lib/domain/resolution-view'
import { count } from '@/lib/domain/verdict'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { LiveMessage } from '../ui/live-message'
import { Skeleton } from '../ui/skeleton'
import { Time } from '../ui/time'
import { TroubleView } from './trouble-view'

/** What needs attention, worked out on the live database while the page stands already. */
export function Diagnosis({ view }: { view: AttentionView }) {
  const router = useRouter()
  const { project, environment } = view
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['diagnosis', project.slug, environment.slug],
    queryFn: ({ signal }) => ask(`/api/p/${project.slug}/environments/${environment.slug}/diagnosis`, signal),
    // Worked out anew for each visit, and by nobody but the reader while the page is read.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: 0,
  })
  function again() {
    void refetch()
    router.refresh()
  }
  return (
    <div aria-busy={isFetching}>
      <LiveMessage text={isFetching ? 'Working out what needs attention' : spoken(data, error)} />
      <div className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2 pb-5 text-sm text-muted">
        {data ? (
          <span>
            Worked out <Time at={data.at} /> on the live database; nothing was written.
          </span>
        ) : isFetching ? (
          <span>
            Reading the ledger, and replaying the history on a scratch database. This takes some seconds.
          </span>
        ) : null}
        <Button
          size="sm"
          icon={<RefreshCwIcon aria-hidden />}
          busy={isFetching && 'Looking…'}
          onClick={again}
        >
          Look again
        </Button>
      </div>
      {error && !isFetching ? <FailureNotice failure={failureOf(error)} urgent /> : null}
      {data ? <Troubles view={view} diagnosis={data} onChanged={again} /> : null}
      {!data && isFetching ? <Waiting /> : null}
    </div>
  )
}

function Troubles({
  view,
  diagnosis,
  onChanged,
}: {
  view: AttentionView
  diagnosis: EnvironmentDiagnosis
  onChanged: () => void
}) {
  const { troubles, unknown } = diagnosis
  return (
    <>
      {troubles.length === 0 ? <Calm view={view} diagnosis={diagnosis} /> : null}
      {troubles.map((trouble, index) => (
        <TroubleView
          key={`${trouble.kind} ${trouble.migration}`}
          view={view}
          trouble={trouble}
          position={index + 1}
          onIgnored={onChanged}
        />
      ))}
      {unknown.length > 0 ? (
        <ul className="max-w-prose space-y-1 pt-2 pb-10 text-sm text-care">
          {unknown.map((text) => (
            <li key={text} className="wrap-anywhere">
              {text}
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function Calm({ view, diagnosis }: { view: AttentionView; diagnosis: EnvironmentDiagnosis }) {
  const applied = diagnosis.statuses.filter(({ state }) => state === 'applied').length
  return (
    <div className="flex gap-4 border-t pt-6 pb-10">
      <CircleCheckIcon aria-hidden className="mt-1 size-6 shrink-0 text-accent" />
      <div>
        <p className="text-xl font-semibold tracking-tight">
          {diagnosis.unknown.length > 0 ? 'Nothing was found that needs you.' : 'Nothing needs you here.'}
        </p>
        <p className="max-w-prose pt-1 text-muted">
          {view.ignored.length > 0 && diagnosis.unknown.length === 0
            ? `Files and ledger of ${view.environment.name} agree, and its schema is what they produce but for what is left as it is on purpose.`
            : `Files, ledger and schema of ${view.environment.name} agree: ${count(applied, 'migration is', 'migrations are')} applied, and the live schema is what they produce.`}
        </p>
      </div>
    </div>
  )
}

function Waiting() {
  return (
    <div className="space-y-8 border-t pt-5" aria-hidden>
      <div className="space-y-3">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-7 w-full max-w-xl" />
      </div>
      <Skeleton lines={4} className="max-w-2xl" />
      <div className="grid gap-x-12 gap-y-6 lg:grid-cols-2">
        <Skeleton lines={4} />
        <Skeleton lines={4} />
      </div>
    </div>
  )
}

async function ask(address: string, signal: AbortSignal): Promise<EnvironmentDiagnosis> {
  const response = await fetch(address, { signal })
  const result: Result<EnvironmentDiagnosis> = await response.json()
  if (!result.ok) throw new FailureError(result.failure)
  return result.value
}

function failureOf(error: Error): Failure {
  if (error instanceof FailureError) return error.failure
  return {
    code: 'internal_error',
    what: 'Headgate did not answer.',
    why: '',
    fix: 'Look again; when it stays, see whether Headgate runs.',
    meta: {},
  }
}

function spoken(data: EnvironmentDiagnosis | undefined, error: Error | null): string {
  if (error) return 'It could not be worked out.'
  if (!data) return ''
  return data.troubles.length === 0
    ? 'Nothing needs attention.'
    : count(data.troubles.length, 'thing needs attention', 'things need attention')
}

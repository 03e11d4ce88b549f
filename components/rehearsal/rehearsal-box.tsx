import { CircleDashedIcon, CircleXIcon, FlaskConicalIcon } from 'lucide-react'
import Link from 'next/link'
import type { Plan } from '@/lib/domain/plan'
import type { Rehearsal } from '@/lib/domain/rehearsal'
import { longestLock, modeWords } from '@/lib/domain/rehearsal-compare'
import type { RehearsalView } from '@/lib/domain/rehearsal-view'
import { shownName } from '@/lib/domain/shown-name'
import { Code } from '../ui/code'
import { Bytes, Count, Duration } from '../ui/numbers'
import { State } from '../ui/state'
import { Ago } from '../ui/time'
import { RehearsePlan } from './rehearse-plan'
import { TriedWays } from './tried-ways'

export interface RehearsalBoxProps {
  rehearsal: RehearsalView
  projectSlug: string
  number: number
  plan: { fingerprint: string; body: Plan }
  /** It was deployed or closed since. */
  past: boolean
}

/** Whether the plan was tried on a copy, what that came to in numbers, and the button that tries it. */
export function RehearsalBox({ rehearsal, projectSlug, number, plan, past }: RehearsalBoxProps) {
  const { newest, act } = rehearsal
  if (past && !newest) return null
  return (
    <section id="rehearsal" aria-labelledby="rehearsal-title" className="border-t pt-4 mt-5">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 id="rehearsal-title" className="font-semibold">
          Rehearsal
        </h2>
        <span className="text-sm">
          <Badge result={newest?.result ?? null} demanded={rehearsal.demanded} />
        </span>
      </header>
      {newest ? (
        <Tried result={newest.result} runId={newest.runId} projectSlug={projectSlug} plan={plan.body} />
      ) : null}
      {past ? null : (
        <div className="mt-4 space-y-2">
          <RehearsePlan
            projectSlug={projectSlug}
            number={number}
            planFingerprint={plan.fingerprint}
            act={act}
            again={newest !== null}
          />
          {act.allowed ? <Offer from={rehearsal.from} /> : null}
        </div>
      )}
    </section>
  )
}

function Badge({ result, demanded }: { result: Rehearsal | null; demanded: boolean }) {
  if (!result) {
    return (
      <State tone={demanded ? 'care' : 'quiet'} icon={CircleDashedIcon}>
        not rehearsed
      </State>
    )
  }
  if (result.forward.ok) {
    return (
      <State tone="accent" icon={FlaskConicalIcon}>
        rehearsed
      </State>
    )
  }
  return (
    <State tone="danger" icon={CircleXIcon}>
      failed when rehearsed
    </State>
  )
}

function Tried({
  result,
  runId,
  projectSlug,
  plan,
}: {
  result: Rehearsal
  runId: string | null
  projectSlug: string
  plan: Plan
}) {
  return (
    <>
      {result.forward.ok ? <Numbers result={result} plan={plan} /> : <Failed result={result} />}
      <p className="mt-3 text-sm text-muted">
        On <Count value={result.on.rows} one="row" many="rows" /> (<Bytes value={result.on.bytes} />) of a
        snapshot taken <Ago at={result.on.takenAt} />, on{' '}
        {result.on.where === 'environment' ? 'the environment’s own server' : 'a server of Headgate’s own'},
        tried <Ago at={result.at} />.{' '}
        {runId ? (
          <Link href={`/p/${projectSlug}/runs/${runId}`} className="text-accent underline">
            Its run
          </Link>
        ) : null}
      </p>
      {result.forward.ok ? <TriedWays ways={result.ways} /> : null}
      {result.notes && result.notes.length > 0 ? (
        <ul className="mt-3 space-y-0.5 text-xs text-muted">
          {result.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

/** The numbers that decide are the largest things here. */
function Numbers({ result: { forward }, plan }: { result: Rehearsal; plan: Plan }) {
  const lock = longestLock(plan.migrations, forward.statements)
  return (
    <dl className="mt-3 grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1.5">
      <Figure name="the deploy took">
        <Duration ms={forward.durationMs} />
      </Figure>
      {lock ? (
        <Figure
          name={
            <>
              longest lock: {modeWords(lock.mode)} on <Code>{shownName(lock.table)}</Code>
            </>
          }
        >
          <Duration ms={lock.ms} />
        </Figure>
      ) : null}
      <Figure
        name={forward.walAtMost ? 'of log at most: others write to that server too' : 'of log was written'}
      >
        <Bytes value={forward.walBytes} />
      </Figure>
    </dl>
  )
}

function Figure({ name, children }: { name: React.ReactNode; children: React.ReactNode }) {
  return (
    <>
      <dd className="text-right text-2xl font-semibold tracking-tight">{children}</dd>
      <dt className="text-sm text-muted">{name}</dt>
    </>
  )
}

function Failed({ result: { forward } }: { result: Rehearsal }) {
  const at = forward.statements.findLast(({ error }) => error !== undefined)
  return (
    <div className="mt-3 border-l-2 border-danger pl-3.5 text-sm">
      <p className="font-medium text-danger wrap-anywhere">{forward.failure}</p>
      {at ? <p className="mt-0.5 text-muted wrap-anywhere">It failed at: {at.summary}</p> : null}
    </div>
  )
}

function Offer({ from }: Pick<RehearsalView, 'from'>) {
  return (
    <p className="text-xs text-muted">
      {from ? (
        <>
          Restores the snapshot ({from.method}, <Bytes value={from.bytes} />) of <Ago at={from.takenAt} />
        </>
      ) : (
        'Takes a snapshot and verifies it, restores it'
      )}{' '}
      into a scratch database — on the environment’s server where its user may create one, else on one of
      Headgate’s own — deploys there, goes back each way, compares every row, and drops it. The live database
      is not touched.
    </p>
  )
}

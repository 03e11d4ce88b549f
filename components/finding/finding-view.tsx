import { ChevronRightIcon } from 'lucide-react'
import Link from 'next/link'
import type { Act } from '@/lib/domain/act'
import { costWords } from '@/lib/domain/finding-words'
import type { JudgedFinding } from '@/lib/domain/judge-findings'
import { secondsWords } from '@/lib/domain/seconds-words'
import { shownName } from '@/lib/domain/shown-name'
import { classNames } from '../ui/class-names'
import { Code } from '../ui/code'
import { Time } from '../ui/time'
import { toneBorder, toneText } from '../ui/tone'
import { AcceptFinding } from './accept-finding'
import { findingAnchor } from './finding-anchor'
import { findingLook } from './finding-look'
import { MakeSafe } from './make-safe'
import { ProbeAnswers } from './probe-answers'
import { SafeWay } from './safe-way'
import { TakeBackAcceptance } from './take-back-acceptance'

/** Where a finding can be answered for. */
export interface OnPlan {
  projectSlug: string
  number: number
  planFingerprint: string
  /** Values of samples were taken out. */
  masked: boolean
  environmentSlug: string
  accept: Act
  makeSafe: Act
}

export interface FindingViewProps {
  judged: JudgedFinding
  /** Of its migration's file. */
  checksum: string
  on: OnPlan
}

/** A finding at its line: what, why, how long, on which rows, and the safe way. Folded unless it stands in the way. */
export function FindingView({ judged, checksum, on }: FindingViewProps) {
  const { finding, standing, because, probes } = judged
  const { icon: Icon, tone, word } = findingLook(judged)
  return (
    <details
      open={standing === 'fatal' || standing === 'stops'}
      className={classNames('group/finding border-l-2 pl-2.5', toneBorder[tone])}
    >
      <summary className="flex list-none items-start gap-1.5 [&::-webkit-details-marker]:hidden">
        <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', toneText[tone])} />
        <span className="min-w-0 flex-1">
          <span
            className={classNames(
              'wrap-anywhere',
              standing === 'harmless' || standing === 'accepted' ? 'text-muted' : 'font-medium text-ink',
            )}
          >
            {finding.title}
          </span>
          <span className="mt-0.5 flex flex-wrap gap-x-2 text-xs text-muted">
            <span className={toneText[tone]}>{word}</span>
            <span>line {finding.line}</span>
          </span>
        </span>
        <ChevronRightIcon
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-faint transition-transform group-open/finding:rotate-90"
        />
      </summary>
      <div id={findingAnchor(finding.id)} className="scroll-mt-24 space-y-2.5 pt-1.5 pb-1 target:bg-sunken">
        {because ? <p className="text-ink">{because}</p> : null}
        <p className="text-muted">{finding.reason}</p>
        <Locks judged={judged} />
        <ProbeAnswers probes={probes} masked={on.masked} />
        {finding.recipe ? <SafeWay {...finding.recipe} folded /> : null}
        <p className="flex flex-wrap gap-x-3 text-xs text-muted">
          {finding.rule === 'long-block' || finding.rule === 'syntax-error' ? null : (
            <Link href={`/rules/${finding.rule}`} className="text-accent underline">
              {finding.rule}
            </Link>
          )}
          {finding.versions ? <span>{finding.versions}</span> : null}
        </p>
        <div className="flex flex-wrap items-start gap-2">
          {finding.recipe?.rewrite ? (
            <MakeSafe
              projectSlug={on.projectSlug}
              environmentSlug={on.environmentSlug}
              migration={finding.migration}
              checksum={checksum}
              findingId={finding.id}
              act={on.makeSafe}
            />
          ) : null}
          <Answer judged={judged} on={on} />
        </div>
      </div>
    </details>
  )
}

/** What is locked, what is done meanwhile, and for how long. */
function Locks({ judged: { finding, because, ...judged } }: { judged: JudgedFinding }) {
  const locks = finding.locks.filter(({ fresh }) => !fresh)
  // The sentence above tells it already.
  const prediction =
    judged.prediction && because?.includes(judged.prediction.because) ? null : judged.prediction
  if (locks.length === 0 && !prediction) return null
  return (
    <ul className="space-y-0.5 text-xs text-muted">
      {locks.slice(0, 4).map(({ relation, mode }) => (
        <li key={`${relation}${mode}`}>
          <span className="font-medium text-ink">{mode}</span> on <Code>{shownName(relation)}</Code>
        </li>
      ))}
      {locks.length > 4 ? <li>and {locks.length - 4} more locks</li> : null}
      <li>
        {upperFirst(costWords[finding.cost])}
        {finding.blocks === 'nothing' ? '; nobody waits' : `; ${finding.blocks} wait`}
      </li>
      {prediction ? (
        <li>
          <span className="font-medium text-ink">
            {upperFirst(secondsWords(prediction.lowSeconds, prediction.highSeconds))}
          </span>
          : {prediction.because}
        </li>
      ) : null}
    </ul>
  )
}

function Answer({ judged: { finding, standing, acceptance }, on }: { judged: JudgedFinding; on: OnPlan }) {
  if (standing === 'stops') return <AcceptFinding on={on} findingId={finding.id} title={finding.title} />
  if (!acceptance || standing !== 'accepted') return null
  return (
    <div className="space-y-1.5">
      <p>
        <span className="font-medium">{acceptance.by.name}</span> accepted it{' '}
        <span className="text-muted">
          <Time at={acceptance.at} seconds={false} />
        </span>
      </p>
      <p className="border-l-2 pl-2.5 whitespace-pre-wrap text-muted">{acceptance.reason}</p>
      <TakeBackAcceptance on={on} findingId={finding.id} />
    </div>
  )
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

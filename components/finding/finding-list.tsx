import { CircleCheckIcon } from 'lucide-react'
import type { Severity } from '@/lib/domain/finding'
import { severityWords } from '@/lib/domain/finding-words'
import { type JudgedFinding, worstFirst } from '@/lib/domain/judge-findings'
import type { RiskEvidence } from '@/lib/domain/live-risk'
import { count } from '@/lib/domain/verdict'
import { classNames } from '../ui/class-names'
import { State } from '../ui/state'
import { toneText } from '../ui/tone'
import { findingLook, severityLooks } from './finding-look'
import { findingWeight } from './finding-weight'

export interface FindingListProps {
  findings: readonly JudgedFinding[]
  /** Undefined: plans of before have no analysis. */
  risk: RiskEvidence | undefined
  /** Where a finding stands on the page, or on another page of a long plan. */
  hrefOf: (judged: JudgedFinding) => string
}

const mostShown = 40

/** Everything that was found, worst first, each leading to its statement. */
export function FindingList({ findings, risk, hrefOf }: FindingListProps) {
  const sorted = worstFirst(findings)
  return (
    <section aria-labelledby="findings-title" id="findings" className="scroll-mt-24">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 pb-2">
        <h2 id="findings-title" className="text-base font-semibold">
          What the analysis found
        </h2>
        <div className="text-sm text-muted">
          <Counts findings={findings} risk={risk} />
        </div>
      </div>
      {sorted.length > 0 ? (
        <ul className="divide-y border-y text-sm">
          {sorted.slice(0, mostShown).map((judged) => (
            <li key={judged.finding.id}>
              <Row judged={judged} href={hrefOf(judged)} />
            </li>
          ))}
        </ul>
      ) : null}
      {sorted.length > mostShown ? (
        <p className="pt-2 text-sm text-muted">
          {(sorted.length - mostShown).toLocaleString('en-US')} more stand at their statements.
        </p>
      ) : null}
      <Ignored risk={risk} />
    </section>
  )
}

function Row({ judged, href }: { judged: JudgedFinding; href: string }) {
  const { finding, standing } = judged
  const { icon: Icon, tone, word } = findingLook(judged)
  const weight = findingWeight(judged)
  return (
    // A fragment of the same page: the browser opens the folds around it, which the router does not.
    <a
      href={href}
      data-row
      className="grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-baseline gap-x-2 gap-y-0.5 py-1.5 hover:bg-sunken focus-visible:outline-offset-[-2px]"
    >
      <Icon aria-hidden className={classNames('size-4 self-start mt-0.5', toneText[tone])} />
      <span
        className={classNames(
          'min-w-0 wrap-anywhere',
          standing === 'harmless' || standing === 'accepted' ? 'text-muted' : 'font-medium',
        )}
      >
        {finding.title}
      </span>
      {weight ? (
        <span
          className={classNames(
            'row-span-2 pl-3 text-right text-base font-semibold whitespace-nowrap tabular-nums',
            toneText[tone],
          )}
        >
          {weight}
        </span>
      ) : null}
      <span className="col-start-2 row-start-2 flex flex-wrap gap-x-3 text-xs text-muted">
        <span className={toneText[tone]}>{word}</span>
        <span className="font-mono">
          {finding.migration}:{finding.line}
        </span>
      </span>
    </a>
  )
}

function Counts({ findings, risk }: Pick<FindingListProps, 'findings' | 'risk'>) {
  if (!risk) return 'This plan was made before there was an analysis; refresh it.'
  if (findings.length === 0) {
    return (
      <State tone="accent" icon={CircleCheckIcon}>
        nothing
      </State>
    )
  }
  const standing = findings.filter((each) => each.standing !== 'harmless' && each.standing !== 'accepted')
  const harmless = findings.filter((each) => each.standing === 'harmless').length
  const accepted = findings.filter((each) => each.standing === 'accepted').length
  return (
    <span className="flex flex-wrap gap-x-3">
      {(['danger', 'warning', 'notice'] satisfies Severity[]).map((severity) => {
        const n = standing.filter(({ finding }) => finding.severity === severity).length
        if (n === 0) return null
        const { tone, icon } = severityLooks[severity]
        return (
          <State key={severity} tone={tone} icon={icon}>
            {count(n, severityWords[severity].one, severityWords[severity].many)}
          </State>
        )
      })}
      {accepted > 0 ? <span>{accepted} accepted</span> : null}
      {harmless > 0 ? <span>{harmless} harmless here</span> : null}
    </span>
  )
}

/** Comments in the scripts take findings back; whoever reviews must see which, and which of them do nothing. */
function Ignored({ risk }: Pick<FindingListProps, 'risk'>) {
  const { ignored = [], unusedIgnores = [] } = risk?.analysis ?? {}
  if (ignored.length + unusedIgnores.length === 0) return null
  return (
    <details
      className="pt-2 text-sm text-muted"
      // Whoever approves answers for these, too: no reviewer was asked to accept them.
      open={ignored.some(({ finding }) => finding.severity === 'danger')}
    >
      <summary className="hover:text-ink">
        {count(ignored.length, 'finding is', 'findings are')} ignored by a comment in the script
        {unusedIgnores.length > 0 ? `; ${unusedIgnores.length} such comments match nothing` : ''}
      </summary>
      <ul className="list-disc space-y-0.5 pt-1 pl-5">
        {ignored.map(({ finding, comment }) => (
          <li key={finding.id}>
            {finding.title} <span className="text-faint">({comment.reason})</span>
          </li>
        ))}
        {unusedIgnores.map((comment) => (
          <li key={`${comment.migration}:${comment.line}`}>
            {comment.migration}:{comment.line} {comment.rule}: {comment.why}
          </li>
        ))}
      </ul>
    </details>
  )
}

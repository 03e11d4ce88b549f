import type { ReactNode } from 'react'
import { costWords, familyWords } from '@/lib/domain/finding-words'
import type { RuleView } from '@/lib/domain/rule-view'
import { severityLooks } from '../finding/finding-look'
import { SafeWay } from '../finding/safe-way'
import { Code } from '../ui/code'
import { PageHeader } from '../ui/page-header'
import { State } from '../ui/state'

/** What a rule is about: what happens, why it matters, what to do instead. */
export function RuleScreen({ rule }: { rule: RuleView }) {
  const { tone, icon, word } = severityLooks[rule.severity]
  return (
    <>
      <PageHeader
        trail={[{ href: '/rules', label: 'Rules' }]}
        title={rule.title}
        meta={
          <>
            <State tone={tone} icon={icon}>
              {word}
            </State>
            <span>{familyWords[rule.family].name}</span>
            <Code>{rule.id}</Code>
          </>
        }
      />
      <div className="max-w-prose space-y-6 pb-10">
        {rule.why ? <p className="text-base">{rule.why}</p> : null}
        <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-5 gap-y-1.5 border-y py-3 text-sm sm:grid-cols-[8rem_minmax(0,1fr)]">
          <Fact name="Lock">{rule.lock ?? 'It is not about locks.'}</Fact>
          <Fact name="Meanwhile">{costWords[rule.cost]}</Fact>
          <Fact name="Others">
            {rule.blocks === 'nothing' ? 'nobody waits' : `${rule.blocks} wait`}
            {rule.breaksApp ? '; the running application can break' : ''}
          </Fact>
          <Fact name="Data">{lossWords[rule.dataLoss]}</Fact>
          <Fact name="Holds for">{rule.versions ?? 'all versions that are supported'}</Fact>
        </dl>
        {rule.safe.length > 0 ? (
          <div className="text-sm">
            <SafeWay steps={rule.safe} />
          </div>
        ) : null}
        <p className="text-sm text-muted">
          Where it does not fit, a comment above the statement takes it back for good:{' '}
          <Code>-- headgate-ignore {rule.id}: why</Code>. On one plan alone, a reviewer accepts it there.
        </p>
      </div>
    </>
  )
}

const lossWords = { none: 'nothing is lost', possible: 'some may be lost', certain: 'some is lost' }

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

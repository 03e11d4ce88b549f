import Link from 'next/link'
import type { FindingFamily } from '@/lib/domain/finding'
import { familyWords } from '@/lib/domain/finding-words'
import type { RuleView } from '@/lib/domain/rule-view'
import { severityLooks } from '../finding/finding-look'
import { Section } from '../ui/section'
import { State } from '../ui/state'

/** The rules by what they are about. */
export function RuleList({ groups }: { groups: { family: FindingFamily; rules: RuleView[] }[] }) {
  return groups.map(({ family, rules }) => (
    <Section key={family} id={family} title={familyWords[family].name} aside={rules.length}>
      <ul className="divide-y border-y">
        {rules.map((rule) => (
          <li key={rule.id}>
            <Row rule={rule} />
          </li>
        ))}
      </ul>
    </Section>
  ))
}

function Row({ rule }: { rule: RuleView }) {
  const { tone, icon, word } = severityLooks[rule.severity]
  return (
    <Link
      href={`/rules/${rule.id}`}
      data-row
      className="grid gap-x-6 gap-y-0.5 py-2 text-sm hover:bg-sunken focus-visible:outline-offset-[-2px] md:grid-cols-[minmax(0,1fr)_16rem_6rem] md:items-baseline"
    >
      <span className="min-w-0">
        <span className="font-medium">{rule.title}</span>
        <span className="block font-mono text-xs text-muted">{rule.id}</span>
      </span>
      <span className="text-xs text-muted">{rule.lock ?? ''}</span>
      <State tone={tone} icon={icon} className="text-xs">
        {word}
      </State>
    </Link>
  )
}

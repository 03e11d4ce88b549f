import type { AnsweredProbe } from '@/lib/domain/judge-findings'
import { answerWords } from '@/lib/domain/probe-words'
import { Code } from '../ui/code'

/** What the live database answered, and a few of the rows. */
export function ProbeAnswers({ probes, masked }: { probes: readonly AnsweredProbe[]; masked: boolean }) {
  if (probes.length === 0) return null
  return (
    <ul className="space-y-1.5">
      {probes.map(({ probe, answer }) => (
        <li key={probe.id}>
          {answer ? (
            <p className={answer.class === 'some' ? 'font-medium text-ink' : 'text-muted'}>
              {answerWords(probe, answer)}
            </p>
          ) : (
            <p className="text-muted">{probe.question}: not asked.</p>
          )}
          {answer && answer.sample.length > 0 ? <Sample sample={answer.sample} masked={masked} /> : null}
        </li>
      ))}
    </ul>
  )
}

interface SampleProps {
  sample: { key: string; value: string | null }[]
  masked: boolean
}

function Sample({ sample, masked }: SampleProps) {
  if (masked) {
    return (
      <p className="mt-0.5 text-xs text-muted">
        For example {sample.length === 1 ? 'the row' : 'the rows'}{' '}
        <Code>{sample.map(({ key }) => key).join(', ')}</Code>. Values are shown to operators and
        administrators.
      </p>
    )
  }
  return (
    <ul aria-label="Some of them" className="mt-0.5 space-y-px text-xs">
      {sample.map(({ key, value }) => (
        <li key={`${key} ${value}`} className="flex flex-wrap gap-x-2">
          <Code className="text-muted">{key}</Code>
          <Code>{value ?? 'NULL'}</Code>
        </li>
      ))}
    </ul>
  )
}

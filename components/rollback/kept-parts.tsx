import { ArchiveRestoreIcon } from 'lucide-react'
import type { KeptReverse, PutBackStep } from '@/lib/domain/kept-data'
import { LongSqlView } from '../sql/long-sql-view'
import { Code } from '../ui/code'

/** The way back in its order: SQL, and between it what is put back. */
export function KeptParts({ reverse, anchor = 'kept-' }: { reverse: KeptReverse; anchor?: string }) {
  return (
    <ol className="space-y-3">
      {reverse.parts.map((part, index) => (
        <li key={part.kind === 'sql' ? `sql-${index}` : part.step.keep}>
          {part.kind === 'sql' ? (
            <LongSqlView
              sql={part.statements.map(({ text }) => `${text};`).join('\n')}
              anchor={`${anchor}${index}-`}
            />
          ) : (
            <PutBack step={part.step} />
          )}
        </li>
      ))}
    </ol>
  )
}

function PutBack({ step }: { step: PutBackStep }) {
  const table = step.table.replace(/^public\./, '')
  return (
    <p className="flex gap-2.5 border-l-2 border-accent py-1 pl-3">
      <ArchiveRestoreIcon aria-hidden className="mt-1 size-4 shrink-0 text-accent" />
      <span>
        <span className="font-medium">Put back</span> {whatOf(step)} <Code>{table}</Code>
        {step.how === 'values' ? (
          <>
            , column{step.columns.length === 1 ? '' : 's'} <Code>{step.columns.join(', ')}</Code>, by{' '}
            <Code>{step.key.join(', ')}</Code>
          </>
        ) : null}
      </span>
    </p>
  )
}

function whatOf({ how }: PutBackStep): string {
  if (how === 'values') return 'the values of'
  return how === 'rows' ? 'the missing rows of' : 'the rows of'
}

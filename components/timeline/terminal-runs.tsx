import { TerminalIcon } from 'lucide-react'
import { countOf } from '@/lib/domain/count-words'
import type { TerminalMark } from '@/lib/domain/mark'
import { Time } from '../ui/time'

const verbs: Record<TerminalMark['kind'], string> = {
  deploy: 'Deployed',
  rollback: 'Rolled back',
  resolve: 'Resolved',
}

/** What was done to the database from terminals, as they left word of it there. */
export function TerminalRuns({ marks }: { marks: TerminalMark[] }) {
  return (
    <ol className="divide-y text-sm">
      {marks.map((mark) => (
        <li key={mark.id} className="flex gap-2.5 py-2 first:pt-0">
          <TerminalIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
          <div className="min-w-0">
            <p className="wrap-anywhere">
              {verbs[mark.kind]} from a terminal by {mark.who}
              {mark.bypass === null ? null : (
                <span className="text-care">, past the gate: “{mark.bypass}”</span>
              )}
            </p>
            <p className="text-muted">
              {mark.migrations.length > 0 ? `${countOf(mark.migrations.length, 'migration')}, ` : ''}
              <span className={/fail|unknown|unverified/.test(mark.state) ? 'text-danger' : ''}>
                {mark.state}
              </span>
              , <Time at={mark.startedAt} seconds={false} />
            </p>
          </div>
        </li>
      ))}
    </ol>
  )
}

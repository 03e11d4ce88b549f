import { CircleCheckIcon, TriangleAlertIcon } from 'lucide-react'
import type { Resolution } from '@/lib/domain/resolution'
import { ledgerWords } from '@/lib/domain/resolution-words'
import { count } from '@/lib/domain/verdict'
import { ResolutionFiles } from './resolution-files'
import { ScriptText } from './script-text'

/** What a resolution will do, why that is right, and everything that it changes. */
export function ResolutionBody({
  resolution,
  befores,
}: {
  resolution: Resolution
  /** Of files that are written anew: what was there, by their paths. */
  befores?: Record<string, string>
}) {
  const { does, proof, warnings, takeBack, next, files, work, ledger } = resolution
  return (
    <div className="min-w-0 space-y-6">
      <div className="grid gap-x-12 gap-y-6 lg:grid-cols-2">
        <div className="min-w-0">
          <Heading>What it does</Heading>
          <ol className="list-decimal space-y-1 pl-5 marker:text-faint">
            {does.map((line) => (
              <li key={line} className="pl-1 wrap-anywhere">
                {line}
              </li>
            ))}
          </ol>
        </div>
        <div className="min-w-0">
          <Heading>How that is known</Heading>
          <Lines lines={proof} icon="proof" />
          {warnings.length > 0 ? (
            <div className="pt-2">
              <Lines lines={warnings} icon="warning" />
            </div>
          ) : null}
        </div>
      </div>
      <dl className="grid gap-x-12 gap-y-3 text-sm lg:grid-cols-2">
        <div>
          <dt className="text-muted">To take it back</dt>
          <dd className="max-w-prose wrap-anywhere">{takeBack}</dd>
        </div>
        <div>
          <dt className="text-muted">What comes next</dt>
          <dd className="max-w-prose wrap-anywhere">{next}</dd>
        </div>
      </dl>
      {files.length > 0 ? (
        <div>
          <Heading>Files of the project</Heading>
          <ResolutionFiles files={files} befores={befores} />
        </div>
      ) : null}
      {work ? (
        <div>
          <Heading>
            SQL{' '}
            <span className="pl-2 text-sm font-normal text-muted">
              {count(work.statements.length, 'statement', 'statements')},{' '}
              {work.mode === 'atomic'
                ? 'one transaction with the ledger, all of it or nothing'
                : 'some of it commits alone, outside a transaction'}
            </span>
          </Heading>
          <ScriptText sql={work.sql} />
        </div>
      ) : null}
      {ledger.length > 0 ? (
        <div>
          <Heading>Ledger</Heading>
          <ul className="space-y-0.5 text-sm">
            {ledger.map((change) => (
              <li key={JSON.stringify(change)} className="wrap-anywhere">
                {ledgerWords(change)}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  )
}

function Heading({ children }: { children: React.ReactNode }) {
  return <h4 className="pb-1.5 text-sm font-medium">{children}</h4>
}

function Lines({ lines, icon }: { lines: string[]; icon: 'proof' | 'warning' }) {
  const Icon = icon === 'proof' ? CircleCheckIcon : TriangleAlertIcon
  return (
    <ul className="space-y-1.5">
      {lines.map((line) => (
        <li key={line} className="flex gap-2">
          <Icon
            aria-hidden
            className={`mt-0.5 size-4 shrink-0 ${icon === 'proof' ? 'text-accent' : 'text-care'}`}
          />
          <div className="min-w-0 grow wrap-anywhere">
            {icon === 'warning' ? <span className="sr-only">Warning: </span> : null}
            <Sentence text={line} />
          </div>
        </li>
      ))}
    </ul>
  )
}

/** What follows the first line is a text to copy, such as models of a Prisma schema: folded, since it can be long. */
function Sentence({ text }: { text: string }) {
  const end = text.indexOf('\n')
  if (end < 0) return text
  return (
    <details>
      <summary className="cursor-pointer">{text.slice(0, end)}</summary>
      <pre className="mt-1.5 max-h-96 overflow-auto rounded-md border p-3 font-mono text-sm">
        {text.slice(end + 1)}
      </pre>
    </details>
  )
}

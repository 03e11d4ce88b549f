'use client'

import Link from 'next/link'
import { useState } from 'react'
import type { AttentionView, DiagnosedTrouble } from '@/lib/domain/resolution-view'
import { troubleWords } from '@/lib/domain/resolution-words'
import { count } from '@/lib/domain/verdict'
import { MigrationName } from '../migration/migration-name'
import { Badge } from '../ui/badge'
import { type ChosenWays, DriftObjects } from './drift-objects'
import { ReachedStatements } from './reached-statements'
import { ScriptDiff, ScriptText } from './script-text'
import { WayView } from './way-view'

export interface TroubleViewProps {
  view: AttentionView
  trouble: DiagnosedTrouble
  /** From 1, in the order in which they should be resolved. */
  position: number
  onIgnored: () => void
}

/** One trouble in plain words: its evidence, then every way out of it, the best first. */
export function TroubleView({ view, trouble, position, onIgnored }: TroubleViewProps) {
  const { kind, migration, what, details } = trouble
  // Of drift the ways may be those for a few chosen objects alone.
  const [chosen, setChosen] = useState<ChosenWays | null>(null)
  const ways = chosen?.ways ?? trouble.ways
  const danger = kind === 'failed'
  return (
    <article aria-labelledby={`trouble-${position}`} className="border-t pt-5 pb-10">
      <header className="pb-3">
        <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm">
          <Badge tone={danger ? 'danger' : 'care'}>{troubleWords[kind]}</Badge>
          {migration ? (
            <Link
              href={`/p/${view.project.slug}/migrations/${encodeURIComponent(migration)}`}
              className="hover:underline"
            >
              <MigrationName name={migration} />
            </Link>
          ) : null}
          {position > 1 ? <span className="text-muted">after what stands above</span> : null}
        </p>
        <h2
          id={`trouble-${position}`}
          className="max-w-[62ch] pt-1.5 text-xl font-semibold tracking-tight text-balance"
        >
          {what}
        </h2>
      </header>
      <div className="space-y-5 pb-6">
        {kind === 'drift' ? (
          <DriftObjects view={view} details={details} onIgnored={onIgnored} onWays={setChosen} />
        ) : (
          <Details lines={details} />
        )}
        <Evidence trouble={trouble} />
      </div>
      <h3 className="pb-2 text-base font-semibold">
        {waysWords(ways.filter(({ resolution }) => resolution !== null).length)}
        {chosen ? (
          <span className="pl-2 text-sm font-normal text-muted">
            for the {count(chosen.of, 'difference', 'differences')} that you chose
          </span>
        ) : null}
      </h3>
      <ul className="border-b">
        {ways.map((way) => (
          <WayView key={way.fingerprint ?? way.title} view={view} way={way} leaves={chosen?.leaves ?? []} />
        ))}
      </ul>
    </article>
  )
}

/** Counts only what can be done here; the others say below why they cannot. */
function waysWords(possible: number): string {
  if (possible === 0) return 'No way out can be proved here'
  return possible === 1 ? 'The way out' : `${possible} ways out`
}

function Details({ lines }: { lines: string[] }) {
  if (lines.length === 0) return null
  return (
    <ul className="max-w-prose list-disc space-y-1 pl-5 marker:text-faint">
      {lines.map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  )
}

function Evidence({ trouble: { texts, reached } }: { trouble: DiagnosedTrouble }) {
  return (
    <>
      {reached ? <ReachedStatements reached={reached} /> : null}
      {texts && texts.before !== null ? (
        <ScriptDiff
          before={texts.before}
          after={texts.after}
          beforeLabel={texts.beforeFrom ? `As it was applied (${texts.beforeFrom})` : 'As it was applied'}
          afterLabel="The file now"
        />
      ) : null}
      {texts && texts.before === null ? (
        <div>
          <p className="pb-2 text-sm text-muted">
            Nobody knows the text any more that was applied. The file now:
          </p>
          <ScriptText sql={texts.after} />
        </div>
      ) : null}
    </>
  )
}

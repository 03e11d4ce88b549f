import { CircleCheckIcon, CircleHelpIcon, TriangleAlertIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Loss, ReverseSql } from '@/lib/domain/plan'
import { LongSqlView } from '../sql/long-sql-view'
import { Callout } from '../ui/callout'
import { CopyButton } from '../ui/copy-button'
import { State } from '../ui/state'
import { Losses } from './losses'

/** The way back by SQL: whether it was tried, what would differ, what it would lose. */
export function ReverseView({
  reverse,
  losses,
  anchor,
  kept,
}: {
  reverse: ReverseSql
  losses: readonly Loss[]
  anchor: string
  /** The way that puts kept data back; null: nothing would be lost that could be kept. */
  kept: ReactNode
}) {
  return (
    <div className="space-y-4">
      {kept ? (
        <>
          <h3 className="font-semibold">Reverse with kept data</h3>
          {kept}
          <h3 className="border-t pt-4 font-semibold">Reverse SQL alone</h3>
        </>
      ) : null}
      <Proof reverse={reverse} />
      {reverse.problems.map((problem) => (
        <Callout key={problem} tone="care" title={problem} />
      ))}
      {reverse.differences.length > 0 ? (
        <ul className="list-disc space-y-0.5 pl-5 text-sm">
          {reverse.differences.map((difference) => (
            <li key={difference}>{difference}</li>
          ))}
        </ul>
      ) : null}
      {losses.length > 0 ? (
        <div>
          <h3 className="pb-2 text-sm text-muted">Run right after the deploy, it would lose</h3>
          <Losses losses={losses} label="Lost by the reverse SQL" />
        </div>
      ) : reverse.sql === null ? null : (
        <p className="text-sm text-muted">
          Run right after the deploy, it would lose no row or value that was counted.
        </p>
      )}
      {reverse.sql === null ? null : (
        <div className="relative">
          <div className="absolute top-0 right-0 z-1">
            <CopyButton text={reverse.sql} label="Copy the reverse SQL" />
          </div>
          <LongSqlView sql={reverse.sql} statements={reverse.statements} anchor={anchor} />
        </div>
      )}
    </div>
  )
}

/** Whether the reverse was tried, and what came of it. */
export function Proof({ reverse }: { reverse: ReverseSql }) {
  if (reverse.sql === null) {
    return (
      <State tone="danger" icon={TriangleAlertIcon} className="whitespace-normal!">
        There is no reverse SQL. The way back is a snapshot.
      </State>
    )
  }
  if (!reverse.tried) {
    return (
      <State tone="care" icon={CircleHelpIcon} className="whitespace-normal!">
        Computed, not tried.
      </State>
    )
  }
  if (reverse.differences.length > 0) {
    return (
      <State tone="care" icon={TriangleAlertIcon} className="whitespace-normal!">
        Tried on a shadow database: the schema did not come back whole. It differs in:
      </State>
    )
  }
  return (
    <State tone="accent" icon={CircleCheckIcon} className="whitespace-normal!">
      Tried on a shadow database: forward, then this; the schema came back whole. Rows are another matter.
    </State>
  )
}

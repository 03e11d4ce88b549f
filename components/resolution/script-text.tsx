'use client'

import { useState } from 'react'
import { SqlText } from '../run/sql-text'
import { diffRows } from '../sql/diff-rows'
import { SqlDiffView } from '../sql/sql-diff-view'
import { useHighlight } from '../sql/use-highlight'
import { Button } from '../ui/button'

/** Lines of a long script that are shown before somebody asks for all of it. */
const few = 60
/** Lines of both sides together that are laid beside each other. */
const mostDiffed = 6_000

/** A script, its first lines at once. */
export function ScriptText({ sql }: { sql: string }) {
  const lines = useHighlight(sql)
  const [whole, setWhole] = useState(false)
  const shown = whole ? lines : lines.slice(0, few)
  return (
    <div className="border-y py-1.5">
      <SqlText sql={sql} from={1} pieces={shown} />
      {lines.length > few ? (
        <Button size="sm" kind="quiet" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : `Show all ${lines.length.toLocaleString('en-US')} lines`}
        </Button>
      ) : null}
    </div>
  )
}

export interface ScriptDiffProps {
  before: string
  after: string
  beforeLabel: string
  afterLabel: string
}

/** Two texts that came after the page did, compared. */
export function ScriptDiff({ before, after, beforeLabel, afterLabel }: ScriptDiffProps) {
  const left = useHighlight(before)
  const right = useHighlight(after)
  if (left.length + right.length > mostDiffed)
    return (
      <p className="text-sm text-muted">
        The two have {(left.length + right.length).toLocaleString('en-US')} lines, too many to lay beside each
        other here.
      </p>
    )
  return <SqlDiffView rows={diffRows(left, right)} beforeLabel={beforeLabel} afterLabel={afterLabel} />
}

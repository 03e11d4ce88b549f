'use client'

import { useEffect, useState } from 'react'
import { Button } from '../ui/button'
import { foldSame } from './diff-folds'
import type { DiffRow } from './diff-rows'
import { SplitRows, UnifiedRows } from './sql-diff-rows'

export interface SqlDiffViewProps {
  rows: readonly DiffRow[]
  beforeLabel: string
  afterLabel: string
}

/** Unified or side by side (`v`); long stretches without a change are folded. */
export function SqlDiffView({ rows, beforeLabel, afterLabel }: SqlDiffViewProps) {
  const [split, setSplit] = useState(false)
  const [whole, setWhole] = useState(false)
  useEffect(() => {
    function toggle(event: KeyboardEvent) {
      const target = event.target as HTMLElement
      if (event.key !== 'v' || event.metaKey || event.ctrlKey || event.altKey) return
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) return
      setSplit((now) => !now)
    }
    window.addEventListener('keydown', toggle)
    return () => window.removeEventListener('keydown', toggle)
  }, [])
  const added = rows.filter((row) => row.kind === 'added' || row.kind === 'changed').length
  const removed = rows.filter((row) => row.kind === 'removed' || row.kind === 'changed').length
  if (added + removed === 0) return <p className="text-sm text-muted">Both are the same, line by line.</p>
  const parts = foldSame(rows, whole ? Number.POSITIVE_INFINITY : 3)
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 pb-2 text-sm text-muted">
        <span>
          {beforeLabel} → {afterLabel}
        </span>
        <span className="text-accent">+{added} added</span>
        <span className="text-danger">−{removed} removed</span>
        <span className="ml-auto flex gap-1">
          <Button size="sm" kind="quiet" aria-pressed={whole} onClick={() => setWhole(!whole)}>
            {whole ? 'Fold what is the same' : 'Show all lines'}
          </Button>
          <Button
            size="sm"
            kind="quiet"
            aria-pressed={split}
            onClick={() => setSplit(!split)}
            className="max-md:hidden"
          >
            {split ? 'Unified' : 'Side by side'}
          </Button>
        </span>
      </div>
      <div className="border-y font-mono text-sm leading-6">
        {split ? <SplitRows parts={parts} /> : <UnifiedRows parts={parts} />}
      </div>
    </div>
  )
}

import { diffRows } from './diff-rows'
import { highlightSql } from './highlight'
import { SqlDiffView } from './sql-diff-view'

export interface SqlDiffProps {
  before: string
  after: string
  beforeLabel: string
  afterLabel: string
}

/** Two scripts compared, coloured on the server. A list of the statements should stand beside it. */
export async function SqlDiff({ before, after, beforeLabel, afterLabel }: SqlDiffProps) {
  const [left, right] = await Promise.all([highlightSql(before.trimEnd()), highlightSql(after.trimEnd())])
  return (
    <SqlDiffView
      rows={diffRows(before.trim() ? left : [], after.trim() ? right : [])}
      beforeLabel={beforeLabel}
      afterLabel={afterLabel}
    />
  )
}

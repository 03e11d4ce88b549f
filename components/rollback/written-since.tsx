import type { RollbackOption } from '@/lib/domain/rollback'
import { shownName } from '@/lib/domain/shown-name'
import { count } from '@/lib/domain/verdict'
import { Code } from '../ui/code'
import { Table, Td, Th } from '../ui/table'

type Row = NonNullable<RollbackOption['writtenSince']>[number]

/** Rows written since the snapshot, in two windows; unknown stays a word, never a zero. */
export function WrittenSince({ rows }: { rows: Row[] }) {
  if (rows.length === 0)
    return <p className="text-sm text-muted">No table was written to since the snapshot.</p>
  const sorted = rows.filter((row) => total(row) > 0).toSorted((a, b) => total(b) - total(a))
  const still = rows.length - sorted.length
  return (
    <div className="max-w-2xl space-y-3">
      {sorted.length > 0 ? (
        <Table
          caption="Rows written since the snapshot"
          head={
            <>
              <Th>Table</Th>
              <Th end>Snapshot to deploy</Th>
              <Th end>Deploy to now</Th>
            </>
          }
        >
          {sorted.map((row) => (
            <tr key={row.table}>
              <Td>
                <Code>{shownName(row.table)}</Code>
              </Td>
              <Td end>
                <Written rows={row.beforeDeploy} />
              </Td>
              <Td end>
                <Written rows={row.afterDeploy} />
              </Td>
            </tr>
          ))}
        </Table>
      ) : null}
      {still > 0 ? <Still rows={rows.filter((row) => total(row) === 0)} all={sorted.length === 0} /> : null}
    </div>
  )
}

/** Tables in which every row is as it was: named on demand. */
function Still({ rows, all }: { rows: Row[]; all: boolean }) {
  return (
    <details className="text-sm">
      <summary className="text-muted hover:text-ink">
        Nothing was written to {all ? '' : 'the other '}
        {count(rows.length, 'table', 'tables')}
      </summary>
      <p className="pt-2 font-mono text-xs leading-5 text-muted">
        {rows.map(({ table }) => shownName(table)).join(', ')}
      </p>
    </details>
  )
}

function Written({ rows }: { rows: number | null }) {
  if (rows === null) return <span className="text-care">unknown</span>
  return (
    <span className={rows > 0 ? 'text-base font-medium text-danger' : 'text-faint'}>
      {rows.toLocaleString('en-US')}
    </span>
  )
}

function total(row: Row): number {
  return (row.beforeDeploy ?? Number.MAX_SAFE_INTEGER / 4) + (row.afterDeploy ?? Number.MAX_SAFE_INTEGER / 4)
}

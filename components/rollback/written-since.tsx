import type { RollbackOption } from '@/lib/domain/rollback'
import { Code } from '../ui/code'
import { Table, Td, Th } from '../ui/table'

type Row = NonNullable<RollbackOption['writtenSince']>[number]

/** Rows written since the snapshot, in two windows; unknown stays a word, never a zero. */
export function WrittenSince({ rows }: { rows: Row[] }) {
  if (rows.length === 0)
    return <p className="text-sm text-muted">No table was written to since the snapshot.</p>
  const sorted = rows.toSorted((a, b) => total(b) - total(a))
  return (
    <Table
      caption="Rows written since the snapshot"
      className="max-w-2xl"
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
            <Code>{row.table}</Code>
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

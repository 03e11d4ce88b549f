import type { ReactNode } from 'react'
import type { RowsLost, TableWrites } from '@/lib/domain/rows-lost'
import { count } from '@/lib/domain/verdict'
import { Code } from '../ui/code'
import { Table, Td, Th } from '../ui/table'

/** On a telephone the titles take two lines. */
const number = { end: true, className: 'align-bottom max-sm:whitespace-normal!' }

/** What a restore took back, table by table, in two windows; unknown stays a word, never a zero. */
export function LostTable({
  lost,
  download,
}: {
  lost: RowsLost
  /** A link for one table. */
  download?: (table: string) => ReactNode
}) {
  const { tables, still, notes } = lost
  return (
    <div className="max-w-3xl space-y-3">
      {tables.length > 0 ? (
        <Table
          caption="Rows that the restore took back"
          head={
            <>
              <Th>Table</Th>
              <Th {...number}>Snapshot to deploy</Th>
              <Th {...number}>Deploy to restore</Th>
              <Th {...number}>Deleted, now back</Th>
              <Th>
                <span className="sr-only">Download</span>
              </Th>
            </>
          }
        >
          {tables.map((table) => (
            <tr key={table.table}>
              <Td className="min-w-24 wrap-anywhere sm:min-w-44">
                <Code>{table.table.replace(/^public\./, '')}</Code>
                {table.reasons.length > 0 ? (
                  <p className="max-w-[40ch] text-xs text-care">{table.reasons.join(' ')}</p>
                ) : null}
              </Td>
              <Td end>
                <Rows value={before(table)} />
              </Td>
              <Td end>
                <Rows value={table.afterDeploy ?? (table.beforeDeploy === null ? table.total : null)} />
              </Td>
              <Td end>
                <Rows value={table.deleted} />
              </Td>
              <Td end>{table.total === 0 ? null : download?.(table.table)}</Td>
            </tr>
          ))}
        </Table>
      ) : null}
      {tables.length === 0 && notes.length === 0 ? (
        <p className="text-sm">Nothing had been written since the snapshot: nothing was lost.</p>
      ) : null}
      {still > 0 ? (
        <p className="text-sm text-muted">
          {count(still, 'table', 'tables')} {still === 1 ? 'was' : 'were'} as in the snapshot.
        </p>
      ) : null}
      {notes.map((note) => (
        <p key={note} className="text-sm text-care">
          {note}
        </p>
      ))}
    </div>
  )
}

/** Where no mark of the deploy divides it, everything stands in the second window. */
function before({ beforeDeploy, afterDeploy, total }: TableWrites): number | null | 'undivided' {
  if (beforeDeploy !== null) return beforeDeploy
  return afterDeploy === null && total !== null ? 'undivided' : null
}

function Rows({ value }: { value: number | null | 'undivided' }) {
  if (value === 'undivided') return <span className="text-faint">not told apart</span>
  if (value === null) return <span className="text-care">unknown</span>
  return (
    <span className={value === 0 ? 'text-faint tabular-nums' : 'font-medium tabular-nums'}>
      {value.toLocaleString('en-US')}
    </span>
  )
}

import Link from 'next/link'
import type { AuditRow, Change } from '@/lib/domain/audit-view'
import { auditVerb, namesSubject } from '@/lib/domain/audit-words'
import { Table, Td, Th } from '../ui/table'
import { Time } from '../ui/time'

/** Newest first: absolute time, who, what, on what; before and after where something changed. */
export function AuditList({ rows }: { rows: AuditRow[] }) {
  return (
    <Table
      caption="Events, newest first"
      head={
        <>
          <Th>Number</Th>
          <Th>Time</Th>
          <Th>What happened</Th>
          <Th>Project</Th>
          <Th>Before and after</Th>
        </>
      }
    >
      {rows.map((row) => (
        <tr key={row.sequence}>
          <Td className="font-mono text-xs text-muted" title={row.hash}>
            {row.sequence}
          </Td>
          <Td>
            <Time at={row.at} />
          </Td>
          <Td className="min-w-64">
            <span className="font-medium">{row.actor}</span>{' '}
            {namesSubject(row.action) ? (
              <>
                {auditVerb(row.action)} <Subject row={row} />
              </>
            ) : (
              auditVerb(row.action).replace(':', '')
            )}
          </Td>
          <Td className="text-muted">{row.project}</Td>
          <Td className="min-w-64">
            <Changes changes={row.changes} />
          </Td>
        </tr>
      ))}
    </Table>
  )
}

function Subject({ row }: { row: AuditRow }) {
  if (!row.subject.href) return <span>{row.subject.name}</span>
  return (
    <Link
      href={row.subject.href}
      className="underline decoration-line underline-offset-2 hover:decoration-ink"
    >
      {row.subject.name}
    </Link>
  )
}

const shown = 3

function Changes({ changes }: { changes: Change[] }) {
  if (changes.length <= shown) return <ChangeList changes={changes} />
  return (
    <details>
      <summary className="text-muted hover:text-ink">{changes.length} values</summary>
      <ChangeList changes={changes} />
    </details>
  )
}

function ChangeList({ changes }: { changes: Change[] }) {
  return (
    <dl className="text-xs leading-5">
      {changes.map(({ path, before, after }) => (
        <div key={path} className="flex flex-wrap gap-x-1.5">
          <dt className="text-muted">{path}</dt>
          <dd className="font-mono wrap-anywhere">
            {before === null ? null : <del className="text-muted">{before}</del>}
            {before !== null && after !== null ? ' → ' : null}
            {after === null ? null : <ins className="no-underline">{after}</ins>}
            {after === null ? <span className="text-muted"> (gone)</span> : null}
          </dd>
        </div>
      ))}
    </dl>
  )
}

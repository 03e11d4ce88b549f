import Link from 'next/link'
import type { AuditRow, Change } from '@/lib/domain/audit-view'
import { auditVerb, namesSubject } from '@/lib/domain/audit-words'
import { Table, Td, Th } from '../ui/table'
import { Time } from '../ui/time'

/** Newest first: absolute time, who, what, on what; before and after where something changed. */
export function AuditList({ rows }: { rows: AuditRow[] }) {
  return (
    <>
      <div className="max-lg:hidden">
        <EventTable rows={rows} />
      </div>
      <Events rows={rows} />
    </>
  )
}

function EventTable({ rows }: { rows: AuditRow[] }) {
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
            <What row={row} />
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

/** The same as paragraphs, where a table would hide what happened beyond the edge. */
function Events({ rows }: { rows: AuditRow[] }) {
  return (
    <ol aria-label="Events, newest first" className="divide-y border-y lg:hidden">
      {rows.map((row) => (
        <li key={row.sequence} className="space-y-1 py-2.5 text-sm">
          <p>
            <What row={row} />
          </p>
          <p className="flex flex-wrap gap-x-3 text-xs text-muted">
            <Time at={row.at} />
            {row.project ? <span>{row.project}</span> : null}
            <span className="ml-auto font-mono" title={row.hash}>
              {row.sequence}
            </span>
          </p>
          <Changes changes={row.changes} />
        </li>
      ))}
    </ol>
  )
}

function What({ row }: { row: AuditRow }) {
  return (
    <>
      <span className="font-medium">{row.actor}</span>{' '}
      {namesSubject(row.action) ? (
        <>
          {auditVerb(row.action)} <Subject row={row} />
        </>
      ) : (
        auditVerb(row.action).replace(':', '')
      )}
    </>
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

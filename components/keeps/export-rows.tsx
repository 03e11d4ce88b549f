import { DownloadIcon } from 'lucide-react'
import type { Act } from '@/lib/domain/act'
import { Button } from '../ui/button'
import { buttonStyle } from '../ui/button-style'

export interface ExportRowsProps {
  projectSlug: string
  snapshotId: string
  /** The database that a restore replaced; null: the live one, before a restore. */
  keptDatabaseId: string | null
  act: Act
}

/** All rows that were written since a snapshot, as a download. A plain link: nothing fetches it before it is clicked. */
export function ExportRows(props: ExportRowsProps) {
  const { act } = props
  if (!act.allowed) {
    return (
      <Button
        size="sm"
        icon={<DownloadIcon aria-hidden />}
        disabledReason={act.because ?? 'Not possible now.'}
      >
        Export these rows
      </Button>
    )
  }
  return (
    <a href={lostRowsHref(props)} className={buttonStyle('plain', 'sm')}>
      <DownloadIcon aria-hidden />
      Export these rows
    </a>
  )
}

/** One table of it, as CSV. */
export function ExportTable({ table, ...props }: ExportRowsProps & { table: string }) {
  if (!props.act.allowed) return null
  return (
    <a href={lostRowsHref(props, table)} className="text-accent underline">
      CSV<span className="sr-only"> of {table}</span>
    </a>
  )
}

/** How the files are to be read. */
export function ExportWords() {
  return (
    <p className="max-w-prose text-xs text-muted">
      All tables together are lines of JSON, the first of which says what follows; one table is CSV as
      PostgreSQL writes and reads it: NULL is nothing between the commas, an empty text is <code>""</code>.
      Each export is in the audit.
    </p>
  )
}

function lostRowsHref(
  { projectSlug, snapshotId, keptDatabaseId }: Omit<ExportRowsProps, 'act'>,
  table?: string,
): string {
  const query = new URLSearchParams({
    snapshot: snapshotId,
    ...(table ? { table } : {}),
    ...(keptDatabaseId ? { database: keptDatabaseId } : {}),
  })
  return `/api/p/${projectSlug}/lost-rows?${query}`
}

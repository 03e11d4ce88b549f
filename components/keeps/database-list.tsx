import Link from 'next/link'
import type { KeepsView, KeptDatabaseView } from '@/lib/domain/keeps-view'
import { count } from '@/lib/domain/verdict'
import { Badge } from '../ui/badge'
import { Code } from '../ui/code'
import { CopyButton } from '../ui/copy-button'
import { Bytes } from '../ui/numbers'
import { Time } from '../ui/time'
import { DropDatabase } from './drop-database'
import { ExportRows, ExportTable, ExportWords } from './export-rows'
import { LostTable } from './lost-table'

/** Databases that restores left on the environment's server. */
export function DatabaseList({ view }: { view: KeepsView }) {
  const { databases, project } = view
  if (databases.length === 0)
    return (
      <p className="text-sm text-muted">
        {view.unreachable ? 'None is recorded.' : 'None: no restore left one here.'}
      </p>
    )
  return (
    <ul className="divide-y border-y">
      {databases.map((database) => (
        <li key={database.id} className="space-y-2 py-2.5">
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
            <Facts projectSlug={project.slug} database={database} />
            <div className="flex items-start gap-4 text-sm max-sm:w-full max-sm:justify-between">
              <Size database={database} />
              <DropDatabase projectSlug={project.slug} database={database} />
            </div>
          </div>
          <Lost view={view} database={database} />
        </li>
      ))}
    </ul>
  )
}

function Facts({ projectSlug, database }: { projectSlug: string; database: KeptDatabaseView }) {
  const { kind, name, label, madeBy, createdAt, runId, connected } = database
  return (
    <div className="min-w-0 flex-1 basis-72">
      <p className="flex flex-wrap items-center gap-x-2">
        <span className="min-w-0 wrap-anywhere">
          <Code>{name}</Code>
        </span>
        <Badge tone={kind === 'failed' ? 'care' : 'quiet'}>
          {kind === 'failed' ? 'was live' : 'to look inside'}
        </Badge>
      </p>
      <p className="text-sm text-muted">
        {kind === 'failed' ? 'until a restore took its place' : 'restored from a snapshot'}, asked for by{' '}
        {madeBy?.name ?? 'Headgate'}, <Time at={createdAt} seconds={false} />
        {runId ? (
          <>
            ,{' '}
            <Link href={`/p/${projectSlug}/runs/${runId}`} className="text-accent underline">
              its run
            </Link>
          </>
        ) : null}
      </p>
      <p className="flex flex-wrap items-center gap-x-1 text-sm text-muted">
        <span className="font-mono text-xs wrap-anywhere">{label}</span>
        <CopyButton text={label} label={`Copy the address of ${name}`} />
        {connected ? <span>{count(connected, 'session is', 'sessions are')} in it</span> : null}
      </p>
    </div>
  )
}

/** Never a zero where nobody answered. */
function Size({ database }: { database: KeptDatabaseView }) {
  const { bytes, bytesThen, expiresAt } = database
  return (
    <div className="sm:text-right">
      <p className="font-medium">
        {bytes !== null ? <Bytes value={bytes} /> : null}
        {bytes === null && bytesThen !== null ? (
          <span className="text-care">
            <Bytes value={bytesThen} /> when it was made
          </span>
        ) : null}
        {bytes === null && bytesThen === null ? <span className="text-care">size unknown</span> : null}
      </p>
      <p className="text-muted">
        {expiresAt ? (
          <>
            until <Time at={expiresAt} seconds={false} />
          </>
        ) : (
          'stays until it is dropped'
        )}
      </p>
    </div>
  )
}

/** What only this database still has. */
function Lost({ view, database }: { view: KeepsView; database: KeptDatabaseView }) {
  const { lost, snapshotId, id, name } = database
  if (!lost || database.kind !== 'failed') return null
  const exports = snapshotId !== null && lost.tables.some(({ total }) => total !== 0)
  const props = {
    projectSlug: view.project.slug,
    snapshotId: snapshotId ?? '',
    keptDatabaseId: id,
    act: view.export,
  }
  return (
    <details>
      <summary className="cursor-pointer text-sm text-accent">
        {lost.tables.length === 0
          ? 'Nothing is in it alone'
          : `In it alone: rows of ${count(lost.tables.length, 'table', 'tables')}`}
        <span className="sr-only"> of {name}</span>
      </summary>
      <div className="space-y-3 pt-3">
        <LostTable
          lost={lost}
          {...(exports ? { download: (table: string) => <ExportTable {...props} table={table} /> } : {})}
        />
        {exports ? (
          <>
            <ExportRows {...props} />
            <ExportWords />
          </>
        ) : null}
      </div>
    </details>
  )
}

import Link from 'next/link'
import type { RunView } from '@/lib/domain/run-view'
import { Section } from '../ui/section'
import { ExportRows, ExportTable, ExportWords } from './export-rows'
import { LostTable } from './lost-table'

/** What a restore took back, on its run's page, with its rows as long as their database is kept. */
export function RunLost({ run }: { run: RunView }) {
  const lost = run.steps.map(({ detail }) => detail.lost).find(Boolean)
  if (!lost) return null
  const database = run.keptDatabases.find(({ name }) => name === lost.database)
  const kept = database && !database.dropped ? database : null
  const { snapshotId } = lost
  const props = {
    projectSlug: run.project.slug,
    snapshotId: snapshotId ?? '',
    keptDatabaseId: kept?.id ?? null,
    act: run.exportRows,
  }
  const exports = kept !== null && snapshotId !== null && lost.tables.some(({ total }) => total !== 0)
  return (
    <Section
      id="lost"
      title="Taken back with the restore"
      aside={kept ? `still in ${lost.database}` : undefined}
      actions={exports ? <ExportRows {...props} /> : null}
    >
      <div className="space-y-3">
        <LostTable
          lost={lost}
          {...(exports ? { download: (table: string) => <ExportTable {...props} table={table} /> } : {})}
        />
        {exports ? <ExportWords /> : null}
        <p className="text-sm text-muted">
          {kept ? (
            <Link
              href={`/p/${run.project.slug}/environments/${run.environment.slug}/keeps`}
              className="text-accent underline"
            >
              What Headgate keeps of {run.environment.name}
            </Link>
          ) : (
            `${lost.database} is not kept any more: those rows are gone.`
          )}
        </p>
      </div>
    </Section>
  )
}

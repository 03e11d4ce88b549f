import type { RollbackPreview } from '@/lib/domain/rollback'
import type { RollbackView } from '@/lib/domain/rollback-view'
import { EnvironmentName } from '../deploy-request/environment-name'
import { Proof } from '../deploy-request/reverse-view'
import { ExportRows } from '../keeps/export-rows'
import { SqlView } from '../sql/sql-view'
import { StatementKeys } from '../sql/statement-keys'
import { Callout } from '../ui/callout'
import { Code } from '../ui/code'
import { CopyButton } from '../ui/copy-button'
import { FailureNotice } from '../ui/failure-notice'
import { PageHeader } from '../ui/page-header'
import { Section } from '../ui/section'
import { Time } from '../ui/time'
import { KeptParts } from './kept-parts'
import { KeptTable } from './kept-table'
import { RollbackForm } from './rollback-form'
import { WrittenSince } from './written-since'

/** What taking a deploy back would do and lose, before anything is asked for. */
export function RollbackScreen({ view }: { view: RollbackView }) {
  const { preview, environment } = view
  return (
    <>
      <StatementKeys />
      <PageHeader
        trail={trailOf(view)}
        title={`Roll back ${environment.name}`}
        meta={
          <>
            <EnvironmentName {...environment} />
            <span className="font-mono text-xs">{environment.label}</span>
            {view.deployedAt ? (
              <span>
                deployed <Time at={view.deployedAt} />
              </span>
            ) : null}
            {preview ? (
              <span>
                computed <Time at={preview.at} />
              </span>
            ) : null}
          </>
        }
      />
      {view.failure ? <FailureNotice failure={view.failure} /> : null}
      {preview ? <Preview view={view} preview={preview} /> : null}
    </>
  )
}

function trailOf({ project, deployRequest, deployRunId }: RollbackView) {
  const home = `/p/${project.slug}`
  return [
    { href: home, label: project.name },
    ...(deployRequest
      ? [
          {
            href: `${home}/deploy-requests/${deployRequest.number}`,
            label: `#${deployRequest.number} ${deployRequest.title}`,
          },
        ]
      : []),
    { href: `${home}/runs/${deployRunId}`, label: 'Deploy' },
  ]
}

function Preview({ view, preview }: { view: RollbackView; preview: RollbackPreview }) {
  const { reverse, kept, restore } = preview
  return (
    <>
      <RollbackForm view={view} preview={preview} />
      {preview.part ? (
        <Callout
          tone="care"
          title={`Only the first ${preview.part.applied} of ${preview.part.of} migrations are applied. These are taken back; the others never were there.`}
        />
      ) : null}
      <Section id="migrations" title="Taken back" aside="newest first">
        <ol className="font-mono text-sm leading-6">
          {preview.migrations.map((name) => (
            <li key={name}>
              <Code>{name}</Code>
            </li>
          ))}
        </ol>
      </Section>
      {kept && kept.forecasts.length > 0 ? (
        <Section id="kept" title="Put back" aside="what the deploy had kept, counted on the rows of now">
          <KeptTable forecasts={kept.forecasts} />
        </Section>
      ) : null}
      {kept ? (
        <Section id="kept-sql" title="SQL with kept data" aside="in this order">
          <KeptParts reverse={kept.reverse} />
        </Section>
      ) : null}
      {reverse.sql.sql === null ? null : (
        <Section
          id="reverse-sql"
          title="Reverse SQL"
          actions={<CopyButton text={reverse.sql.sql} label="Copy the reverse SQL" />}
        >
          <div className="space-y-3">
            <Proof reverse={reverse.sql} />
            {reverse.sql.differences.length > 0 ? (
              <ul className="list-disc space-y-0.5 pl-5 text-sm">
                {reverse.sql.differences.map((difference) => (
                  <li key={difference}>{difference}</li>
                ))}
              </ul>
            ) : null}
            <SqlView sql={reverse.sql.sql} statements={reverse.sql.statements} anchor="reverse-" />
          </div>
        </Section>
      )}
      {restore.writtenSince ? (
        <Section
          id="written-since"
          title="Written since the snapshot"
          aside="what a restore would lose"
          actions={<ExportLive view={view} snapshotId={restore.snapshotId} />}
        >
          <WrittenSince rows={restore.writtenSince} />
        </Section>
      ) : null}
    </>
  )
}

/** Before the restore, from the live database. */
function ExportLive({ view, snapshotId }: { view: RollbackView; snapshotId: string | null }) {
  if (snapshotId === null) return null
  const { project, exportRows: act } = view
  return <ExportRows projectSlug={project.slug} snapshotId={snapshotId} keptDatabaseId={null} act={act} />
}

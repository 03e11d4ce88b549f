import { ArrowLeftIcon, ArrowRightIcon } from 'lucide-react'
import { notFound } from 'next/navigation'
import { MigrationName } from '@/components/migration/migration-name'
import { MigrationPlaces } from '@/components/migration/migration-places'
import { SqlView } from '@/components/sql/sql-view'
import { StatementKeys } from '@/components/sql/statement-keys'
import { ButtonLink } from '@/components/ui/button-link'
import { Callout } from '@/components/ui/callout'
import { Code } from '@/components/ui/code'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Count, Duration } from '@/components/ui/numbers'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { readMigration } from '@/lib/queries/migration'
import { requireViewer } from '@/lib/queries/viewer'

interface Props {
  params: Promise<{ project: string; name: string }>
}

export async function generateMetadata({ params }: Props) {
  return { title: decodeURIComponent((await params).name) }
}

export default async function MigrationPage({ params }: Props) {
  await requireViewer()
  const { project: slug, name } = await params
  const view = await readMigration(slug, decodeURIComponent(name))
  if (!view) notFound()
  const at = (other: string) => `/p/${slug}/migrations/${encodeURIComponent(other)}`
  return (
    <>
      <PageHeader
        trail={[{ href: `/p/${slug}`, label: view.project.name }]}
        title={<MigrationName name={view.name} />}
        meta={
          <>
            {view.mode ? (
              <span>
                {view.mode === 'atomic' ? 'one transaction' : 'step by step, not in one transaction'}
              </span>
            ) : null}
            {view.checksum ? (
              <span className="inline-flex items-center gap-1">
                checksum <Code>{view.checksum.slice(0, 16)}</Code>
                <CopyButton text={view.checksum} label="Copy the whole checksum" />
              </span>
            ) : null}
          </>
        }
        actions={
          <>
            {view.previous ? (
              <ButtonLink href={at(view.previous)} icon={<ArrowLeftIcon aria-hidden />}>
                Older
              </ButtonLink>
            ) : null}
            {view.next ? (
              <ButtonLink href={at(view.next)}>
                Newer
                <ArrowRightIcon aria-hidden />
              </ButtonLink>
            ) : null}
          </>
        }
      />
      <div className="space-y-3 pb-6 empty:hidden">
        {view.current || view.sql === null ? null : (
          <Callout tone="care" title="The project has no file for this migration any more.">
            What is shown is the file as an older revision had it.
          </Callout>
        )}
        {view.notes.length > 0 ? (
          <Callout tone="care" title="How Headgate would run it">
            <ul className="space-y-1">
              {view.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Callout>
        ) : null}
      </div>
      <Section id="places" title="Where it is applied">
        <MigrationPlaces view={view} />
      </Section>
      <Section
        id="sql"
        title="SQL"
        aside={
          view.sql === null ? null : (
            <>
              <Count value={view.statements.length} one="statement" many="statements" />
              {view.measured ? `, times measured in ${view.measured.environment}` : ''}
            </>
          )
        }
        actions={view.sql ? <CopyButton text={view.sql} label="Copy SQL" /> : null}
      >
        {view.sql === null ? (
          <EmptyState title="The file is not known.">
            The ledger names this migration, but no revision of the project holds it.
          </EmptyState>
        ) : (
          <SqlView sql={view.sql} statements={view.statements} asides={timesOf(view.measured)} />
        )}
      </Section>
      <StatementKeys />
    </>
  )
}

function timesOf(measured: { ms: Record<number, number> } | null) {
  const entries = Object.entries(measured?.ms ?? {})
  return Object.fromEntries(entries.map(([index, ms]) => [index, <Duration key={index} ms={ms} />]))
}

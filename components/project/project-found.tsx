import { countOf } from '@/lib/domain/count-words'
import type { ProjectInspection } from '@/lib/domain/project-view'
import { Callout } from '../ui/callout'

/** What lies under a path: schema, migrations, and what was noticed on the way. */
export function ProjectFound({ found }: { found: ProjectInspection }) {
  const { migrations, schemaFiles, schema, migrationsFolder, notes } = found
  return (
    <Callout tone="accent" title={`A Prisma project with ${countOf(migrations.length, 'migration')}`}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
        <dt>Schema</dt>
        <dd className="font-mono text-xs leading-5 text-ink wrap-anywhere">
          {schema}
          {schemaFiles.length > 1 ? ` (${schemaFiles.length} files)` : ''}
        </dd>
        <dt>Migrations</dt>
        <dd className="font-mono text-xs leading-5 text-ink wrap-anywhere">{migrationsFolder}</dd>
        {migrations.length ? (
          <>
            <dt>Newest</dt>
            <dd className="font-mono text-xs leading-5 text-ink wrap-anywhere">{migrations.at(-1)}</dd>
          </>
        ) : null}
      </dl>
      {notes.length ? (
        <ul className="mt-2 list-disc pl-4">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </Callout>
  )
}

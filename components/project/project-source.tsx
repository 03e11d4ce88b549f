import { countOf } from '@/lib/domain/count-words'
import type { ProjectSettings } from '@/lib/domain/project-view'
import { Section } from '../ui/section'
import { Time } from '../ui/time'
import { MoveProjectDialog } from './move-project-dialog'
import { RefreshButton } from './refresh-button'

/** Where the project's files are, and which of them Headgate works with. */
export function ProjectSource({ settings }: { settings: ProjectSettings }) {
  const { slug, path, revision, refresh } = settings
  return (
    <Section
      id="files"
      title="Files"
      actions={
        <>
          <MoveProjectDialog settings={settings} />
          <RefreshButton projectSlug={slug} may={refresh} />
        </>
      }
    >
      <p className="font-mono text-sm wrap-anywhere">{path}</p>
      {revision ? (
        <p className="pt-1 text-sm text-muted">
          {countOf(revision.migrations, 'migration')} in revision{' '}
          <code className="font-mono text-ink">{revision.digest.slice(0, 12)}</code>, read{' '}
          <Time at={revision.at} seconds={false} />
          {revision.author ? ` by ${revision.author}` : ''}
        </p>
      ) : (
        <p className="pt-1 text-sm text-muted">Nothing was read yet.</p>
      )}
      {revision?.notes.length ? (
        <ul className="list-disc pt-2 pl-4 text-sm text-muted">
          {revision.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </Section>
  )
}

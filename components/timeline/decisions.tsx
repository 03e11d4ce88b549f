import Link from 'next/link'
import type { MigrationState } from '@/lib/domain/migration'
import type { TimelineEntry } from '@/lib/domain/timeline-view'
import { count } from '@/lib/domain/verdict'
import { MigrationName } from '../migration/migration-name'
import { MigrationStateWord } from '../migration/migration-state'
import { ButtonLink } from '../ui/button-link'
import { Callout } from '../ui/callout'

/** Migrations that keep a deploy from starting, or that it takes in another order than they were made: what to do. */
export function Decisions({
  projectSlug,
  environmentSlug,
  entries,
}: {
  projectSlug: string
  environmentSlug: string
  entries: TimelineEntry[]
}) {
  const troubled = states.filter((state) => entries.some((entry) => entry.state === state))
  if (troubled.length === 0) return null
  const stopping = entries.filter(({ state }) => state !== 'out_of_order' && states.includes(state)).length
  const title =
    stopping > 0
      ? `${count(stopping, 'migration needs', 'migrations need')} a decision before anything is deployed here.`
      : 'Something is pending that was made before what is applied.'
  return (
    <Callout
      tone="care"
      title={title}
      actions={
        <ButtonLink kind="primary" href={`/p/${projectSlug}/environments/${environmentSlug}/attention`}>
          See what happened, and the ways out
        </ButtonLink>
      }
    >
      <ul className="mt-1 space-y-2.5">
        {troubled.map((state) => (
          <li key={state}>
            <p className="flex flex-wrap gap-x-2 text-ink">
              <MigrationStateWord state={state} />
              <Names projectSlug={projectSlug} names={namesOf(entries, state)} />
            </p>
            <p>{cures[state]}</p>
          </li>
        ))}
      </ul>
    </Callout>
  )
}

const states: readonly MigrationState[] = ['failed', 'edited', 'missing', 'out_of_order']

const cures: Partial<Record<MigrationState, string>> = {
  failed: 'It began and did not end: how far it came, and whether to finish or to undo it.',
  edited:
    'The file was changed after it was applied here: bring it back, accept it, or make the change a migration.',
  missing:
    'It is applied here, and the project has no file for it: bring it back, or let the ledger forget it.',
  out_of_order: 'A deploy applies it after migrations that were made later: whether that comes to the same.',
}

const most = 5

function Names({ projectSlug, names }: { projectSlug: string; names: string[] }) {
  return (
    <span className="min-w-0">
      {names.slice(0, most).map((name, index) => (
        <span key={name}>
          {index > 0 ? ', ' : ''}
          <Link
            href={`/p/${projectSlug}/migrations/${encodeURIComponent(name)}`}
            className="text-xs hover:underline"
          >
            <MigrationName name={name} />
          </Link>
        </span>
      ))}
      {names.length > most ? ` and ${names.length - most} more` : ''}
    </span>
  )
}

function namesOf(entries: TimelineEntry[], state: MigrationState): string[] {
  return entries.filter((entry) => entry.state === state).map(({ name }) => name)
}

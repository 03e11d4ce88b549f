import Link from 'next/link'
import type { MigrationView } from '@/lib/domain/migration-view'
import { AppliedByWords } from '../timeline/applied-by-words'
import { Code } from '../ui/code'
import { Duration } from '../ui/numbers'
import { Table, Td, Th } from '../ui/table'
import { Time } from '../ui/time'
import { MigrationStateWord } from './migration-state'

/** Where a migration is applied, when, how long it took and by whom. */
export function MigrationPlaces({ view }: { view: MigrationView }) {
  return (
    <Table
      caption="Where this migration is applied"
      head={
        <>
          <Th>Environment</Th>
          <Th>State</Th>
          <Th>When</Th>
          <Th end>Took</Th>
          <Th>By</Th>
        </>
      }
    >
      {view.places.map((place) => (
        <tr key={place.environment.slug}>
          <Td>
            <Link
              href={`/p/${view.project.slug}/environments/${place.environment.slug}`}
              className="font-medium hover:underline"
            >
              {place.environment.name}
            </Link>
          </Td>
          <Td>
            {place.state ? (
              <MigrationStateWord state={place.state} />
            ) : (
              <span className="text-faint">not known</span>
            )}
            {place.otherChecksum ? (
              <span className="block text-xs text-muted">
                applied with checksum <Code>{place.otherChecksum.slice(0, 12)}</Code>
              </span>
            ) : null}
          </Td>
          <Td className="text-muted">
            {place.rolledBackAt ? (
              <>
                taken back <Time at={place.rolledBackAt} />
              </>
            ) : place.finishedAt ? (
              <Time at={place.finishedAt} />
            ) : null}
          </Td>
          <Td end className="text-muted">
            {place.tookMs === null ? null : <Duration ms={place.tookMs} />}
          </Td>
          <Td className="whitespace-nowrap text-muted">
            <AppliedByWords projectSlug={view.project.slug} by={place.by} />
          </Td>
        </tr>
      ))}
    </Table>
  )
}

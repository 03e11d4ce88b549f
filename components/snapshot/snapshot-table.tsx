import Link from 'next/link'
import type { ReactNode } from 'react'
import type { SnapshotView } from '@/lib/domain/snapshot-view'
import { EnvironmentName } from '../deploy-request/environment-name'
import { Code } from '../ui/code'
import { Bytes, Count, Duration } from '../ui/numbers'
import { Table, Td, Th } from '../ui/table'
import { Time } from '../ui/time'
import { DeleteSnapshot } from './delete-snapshot'
import { SnapshotStateWord } from './snapshot-state'
import { tells } from './tells-writes'
import { WrittenSince } from './written-since'

/** Every snapshot, newest first. On a phone each is a paragraph. */
export function SnapshotTable({
  projectSlug,
  snapshots,
}: {
  projectSlug: string
  snapshots: SnapshotView[]
}) {
  return (
    <>
      <div className="max-lg:hidden">
        <Table
          caption="Snapshots"
          head={
            <>
              <Th>Taken</Th>
              <Th>Environment</Th>
              <Th>State</Th>
              <Th>Method</Th>
              <Th end>Size</Th>
              <Th end>Restore</Th>
              <Th>Expires</Th>
              <Th>By</Th>
              <Th>
                <span className="sr-only">Acts</span>
              </Th>
            </>
          }
        >
          {snapshots.map((snapshot) => (
            <tr key={snapshot.id}>
              <Td>
                <Time at={snapshot.takenAt ?? snapshot.createdAt} />
              </Td>
              <Td>
                <EnvironmentName {...snapshot.environment} />
              </Td>
              <Td>
                <SnapshotStateWord state={snapshot.state} confirmed={snapshot.confirmedBy !== null} />
                <Remarks projectSlug={projectSlug} snapshot={snapshot} />
              </Td>
              <Td>{snapshot.method}</Td>
              <Td end>
                <Size snapshot={snapshot} />
              </Td>
              <Td end>{snapshot.restoreMs === null ? <Nothing /> : <Duration ms={snapshot.restoreMs} />}</Td>
              <Td>
                {snapshot.expiresAt ? (
                  <Time at={snapshot.expiresAt} seconds={false} />
                ) : (
                  <Nothing word="never" />
                )}
              </Td>
              <Td>{byWhom(snapshot)}</Td>
              <Td end>
                <DeleteSnapshot projectSlug={projectSlug} snapshot={snapshot} />
              </Td>
            </tr>
          ))}
        </Table>
      </div>
      <ul className="divide-y border-y lg:hidden">
        {snapshots.map((snapshot) => (
          <li key={snapshot.id} className="space-y-1 py-3 text-sm">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <SnapshotStateWord state={snapshot.state} confirmed={snapshot.confirmedBy !== null} />
              <EnvironmentName {...snapshot.environment} />
            </div>
            <p className="text-muted">
              <Time at={snapshot.takenAt ?? snapshot.createdAt} />
            </p>
            <p>
              {snapshot.method}, <Size snapshot={snapshot} />
              {snapshot.restoreMs === null ? null : (
                <>
                  , restores in <Duration ms={snapshot.restoreMs} />
                </>
              )}
              , by {byWhom(snapshot)}
            </p>
            <Remarks projectSlug={projectSlug} snapshot={snapshot} />
            <DeleteSnapshot projectSlug={projectSlug} snapshot={snapshot} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Nothing({ word = 'not measured' }: { word?: string }) {
  return <span className="text-faint">{word}</span>
}

function Size({ snapshot }: { snapshot: SnapshotView }): ReactNode {
  if (snapshot.sizeBytes === null) return <span className="text-faint">size unknown</span>
  return <Bytes value={snapshot.sizeBytes} />
}

function byWhom(snapshot: SnapshotView): string {
  return snapshot.confirmedBy?.name ?? snapshot.requestedBy?.name ?? 'Headgate'
}

function Remarks({ projectSlug, snapshot }: { projectSlug: string; snapshot: SnapshotView }) {
  const { takenFor, failure, reference, note, rows, tables, runId } = snapshot
  return (
    <div className="max-w-[44ch] text-xs text-muted">
      {takenFor ? (
        <p>
          for{' '}
          <Link
            href={`/p/${projectSlug}/deploy-requests/${takenFor.number}`}
            className="text-accent underline"
          >
            #{takenFor.number} {takenFor.title}
          </Link>
        </p>
      ) : null}
      {rows !== null && tables !== null ? (
        <p>
          <Count value={rows} one="row" many="rows" /> in {tables} tables
        </p>
      ) : null}
      {reference ? (
        <p>
          <Code>{reference}</Code>
        </p>
      ) : null}
      {note ? <p className="whitespace-pre-wrap">{note}</p> : null}
      {failure ? (
        <p className="text-danger">
          {failure.what} {failure.why}
        </p>
      ) : null}
      {tells(snapshot) ? <WrittenSince projectSlug={projectSlug} snapshotId={snapshot.id} /> : null}
      {runId ? (
        <Link href={`/p/${projectSlug}/runs/${runId}`} className="text-accent underline">
          its run
        </Link>
      ) : null}
    </div>
  )
}

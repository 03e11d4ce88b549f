'use client'

import { Trash2Icon } from 'lucide-react'
import { useState } from 'react'
import { deleteSnapshot } from '@/lib/actions/snapshots'
import type { SnapshotView } from '@/lib/domain/snapshot-view'
import { count } from '@/lib/domain/verdict'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { IconButton } from '../ui/icon-button'
import { Time } from '../ui/time'
import { useAct } from '../ui/use-act'

/** Removes a snapshot, after saying what is lost with it: what it held cannot be restored afterwards. */
export function DeleteSnapshot({ projectSlug, snapshot }: { projectSlug: string; snapshot: SnapshotView }) {
  const [open, setOpen] = useState(false)
  const { start, pending, failure } = useAct(deleteSnapshot)
  const { environment, takenAt, createdAt, takenFor, confirmedBy } = snapshot
  const there = ['complete', 'verified', 'failed'].includes(snapshot.state)
  if (!snapshot.remove.allowed || !there) return null
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <IconButton label="Delete this snapshot">
          <Trash2Icon />
        </IconButton>
      }
      title={`Delete this snapshot of ${environment.name}?`}
      footer={
        <>
          <Button
            kind="danger"
            busy={pending && 'Deleting…'}
            onClick={() => start({ projectSlug, snapshotId: snapshot.id }, () => setOpen(false))}
          >
            Delete for good
          </Button>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
        </>
      }
    >
      <ul className="list-disc space-y-1 pl-4 text-sm">
        <li>
          {confirmedBy ? (
            <>Headgate forgets it. Where it lives, it stays: nothing is deleted there.</>
          ) : snapshot.state === 'failed' ? (
            <>Nothing that could be restored: it failed.</>
          ) : (
            <>
              {heldWords(snapshot)} as of <Time at={takenAt ?? createdAt} /> can then no longer be restored.
            </>
          )}
        </li>
        {takenFor ? (
          <li>
            It was taken for #{takenFor.number} {takenFor.title}: that cannot be taken back by restoring it
            any more.
          </li>
        ) : null}
        {snapshot.covers ? (
          <li className="text-care">It is the one that covers {environment.name} now.</li>
        ) : null}
      </ul>
      {failure ? (
        <div className="pt-3">
          <FailureNotice failure={failure} urgent />
        </div>
      ) : null}
    </Dialog>
  )
}

function heldWords({ rows, tables, scope }: SnapshotView): string {
  if (rows === null || tables === null) return 'What it holds'
  return `${count(rows, 'row', 'rows')} of ${scope ? 'only ' : ''}${count(tables, 'table', 'tables')}`
}

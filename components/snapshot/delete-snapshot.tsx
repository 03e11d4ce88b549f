'use client'

import { Trash2Icon } from 'lucide-react'
import { useState } from 'react'
import { deleteSnapshot } from '@/lib/actions/snapshots'
import type { SnapshotView } from '@/lib/domain/snapshot-view'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { IconButton } from '../ui/icon-button'
import { useAct } from '../ui/use-act'

/** Removes a snapshot, asked twice: what it held cannot be restored afterwards. */
export function DeleteSnapshot({ projectSlug, snapshot }: { projectSlug: string; snapshot: SnapshotView }) {
  const [sure, setSure] = useState(false)
  const { start, pending, failure } = useAct(deleteSnapshot)
  if (!snapshot.remove.allowed || snapshot.state === 'running' || snapshot.state === 'requested') return null
  if (!sure) {
    return (
      <IconButton label="Delete this snapshot" onClick={() => setSure(true)}>
        <Trash2Icon />
      </IconButton>
    )
  }
  return (
    <div className="flex flex-wrap justify-end gap-1.5">
      <Button
        size="sm"
        kind="danger"
        busy={pending && 'Deleting…'}
        onClick={() => start({ projectSlug, snapshotId: snapshot.id })}
      >
        Delete for good
      </Button>
      <Button size="sm" kind="quiet" onClick={() => setSure(false)}>
        Keep
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

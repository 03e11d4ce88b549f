'use client'

import { DatabaseIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useId, useState } from 'react'
import { restoreSnapshot } from '@/lib/actions/snapshots'
import { durationWords } from '@/lib/domain/duration-words'
import { restoredDays } from '@/lib/domain/keeps-view'
import { newDatabaseNameProblem } from '@/lib/domain/new-database-name'
import type { SnapshotView } from '@/lib/domain/snapshot-view'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useAct } from '../ui/use-act'
import { suggestedName } from './suggested-name'

/** Restores a snapshot into a new database beside the live one, to look inside. Nothing else is touched. */
export function RestoreDialog({ projectSlug, snapshot }: { projectSlug: string; snapshot: SnapshotView }) {
  const router = useRouter()
  const formId = useId()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const { start, pending, failure, errorOf } = useAct(restoreSnapshot)
  const problem = open ? newDatabaseNameProblem(name.trim(), snapshot.database) : null

  function change(next: boolean) {
    setOpen(next)
    if (next) setName(suggestedName(snapshot.database, snapshot.takenAt ?? snapshot.createdAt))
  }

  function send(event: FormEvent) {
    event.preventDefault()
    if (problem) return
    start({ projectSlug, snapshotId: snapshot.id, name: name.trim() }, ({ runId }) =>
      router.push(`/p/${projectSlug}/runs/${runId}`),
    )
  }

  return (
    <Dialog
      open={open}
      onOpenChange={change}
      trigger={
        <Button size="sm" icon={<DatabaseIcon />}>
          Restore to a new database…
        </Button>
      }
      title="Restore to a new database"
      description={`Beside ${snapshot.database}, on the server of ${snapshot.environment.name}, to look inside. The live database is not touched.${snapshot.restoreMs === null ? '' : ` On trial it took ${durationWords(snapshot.restoreMs)}.`}`}
      footer={
        <>
          <Button
            kind="primary"
            type="submit"
            form={formId}
            busy={pending && 'Asking…'}
            disabledReason={problem}
          >
            Restore
          </Button>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </>
      }
    >
      <form id={formId} onSubmit={send} className="space-y-4" noValidate>
        <Field
          label="Name of the new database"
          hint={`It goes by itself after ${restoredDays} days; what Headgate keeps lists it with its size, and drops it before.`}
          error={errorOf('name')}
        >
          <Input
            name="name"
            mono
            autoComplete="off"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {snapshot.scope ? (
          <p className="text-sm text-care">
            This snapshot holds{' '}
            {snapshot.scope.length === 1 ? 'one table' : `${snapshot.scope.length} tables`} alone: the new
            database has no other.
          </p>
        ) : null}
        {failure && !errorOf('name') ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </Dialog>
  )
}

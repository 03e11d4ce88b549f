'use client'

import { type FormEvent, useId, useState } from 'react'
import { dropKeptDatabase } from '@/lib/actions/keeps'
import type { KeptDatabaseView } from '@/lib/domain/keeps-view'
import { count } from '@/lib/domain/verdict'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Code } from '../ui/code'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

/** Drops a whole database, after its own name was typed. */
export function DropDatabase({ projectSlug, database }: { projectSlug: string; database: KeptDatabaseView }) {
  const formId = useId()
  const [open, setOpen] = useState(false)
  const [endSessions, setEndSessions] = useState(false)
  const { start, pending, failure, errorOf } = useAct(dropKeptDatabase)
  const { id, name, drop, connected } = database

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const confirmation = `${new FormData(event.currentTarget).get('confirmation') ?? ''}`
    start({ projectSlug, keptDatabaseId: id, confirmation, endSessions }, ({ state }) => {
      setOpen(false)
      notify({ title: state === 'dropped' ? `${name} is dropped.` : `${name} was gone already.` })
    })
  }

  if (!drop.allowed) {
    return (
      <Button size="sm" disabledReason={drop.because ?? 'Not possible now.'}>
        Drop…
      </Button>
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          Drop…<span className="sr-only"> {name}</span>
        </Button>
      }
      title="Drop this database?"
      description={consequence(database)}
      footer={
        <>
          <Button kind="danger" type="submit" form={formId} busy={pending && 'Dropping…'}>
            Drop for good
          </Button>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} className="space-y-4" noValidate>
        <Field
          label={
            <>
              Type <Code>{name}</Code> to confirm
            </>
          }
          error={errorOf('confirmation')}
        >
          <Input
            mono
            name="confirmation"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            required
          />
        </Field>
        {connected ? (
          <Checkbox
            label={`End ${count(connected, 'session', 'sessions')} in it`}
            hint="Without this, whoever is connected keeps it from being dropped."
            checked={endSessions}
            onChange={setEndSessions}
          />
        ) : null}
        {failure && !errorOf('confirmation') ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </Dialog>
  )
}

function consequence({ kind, lost }: KeptDatabaseView): string {
  if (kind === 'restored')
    return 'It is a copy of a snapshot. The snapshot stays, the live database is not touched.'
  const only = lost?.tables.some(({ total }) => total !== 0)
  return only
    ? 'It was live until a restore took its place. Rows that were written after the snapshot are in it and nowhere else: export them first. This cannot be taken back.'
    : 'It was live until a restore took its place. This cannot be taken back.'
}

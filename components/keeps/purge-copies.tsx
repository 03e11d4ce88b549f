'use client'

import { type FormEvent, useId, useState } from 'react'
import { purgeKeptData } from '@/lib/actions/keeps'
import type { Act } from '@/lib/domain/act'
import type { KeptCopyView } from '@/lib/domain/keeps-view'
import { listNames } from '@/lib/domain/list-names'
import { shownName } from '@/lib/domain/shown-name'
import { count } from '@/lib/domain/verdict'
import { ConfirmName } from '../resolution/confirm-name'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

export interface PurgeCopiesProps {
  projectSlug: string
  environment: { slug: string; name: string }
  copies: KeptCopyView[]
  act: Act
  children: string
}

/** Purges copies, after the environment's name was typed; says which rollbacks become impossible by it. */
export function PurgeCopies({ projectSlug, environment, copies, act, children }: PurgeCopiesProps) {
  const formId = useId()
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const { start, pending, failure, errorOf } = useAct(purgeKeptData)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const input = {
      projectSlug,
      environmentSlug: environment.slug,
      ids: copies.map(({ id }) => id),
      confirmation: typed,
    }
    start(input, ({ purged }) => {
      setOpen(false)
      notify({ title: `${count(purged, 'copy is', 'copies are')} purged.` })
    })
  }

  if (!act.allowed) {
    return (
      <Button size="sm" disabledReason={act.because ?? 'Not possible now.'}>
        {children}
      </Button>
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">{children}</Button>}
      title={
        copies.length === 1
          ? `Purge what was kept of ${shownName(copies[0]?.table ?? '')}?`
          : 'Purge what is kept?'
      }
      description={consequence(copies)}
      footer={
        <>
          <Button kind="danger" type="submit" form={formId} busy={pending && 'Purging…'}>
            Purge {count(rowsOf(copies), 'row', 'rows')} for good
          </Button>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} className="space-y-4" noValidate>
        <ConfirmName
          name={environment.name}
          typed={typed}
          onType={setTyped}
          error={errorOf('confirmation')}
        />
        {failure && !errorOf('confirmation') ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </Dialog>
  )
}

function rowsOf(copies: KeptCopyView[]): number {
  return copies.reduce((sum, { rows }) => sum + rows, 0)
}

function consequence(copies: KeptCopyView[]): string {
  const standing = copies.filter(({ state }) => state !== 'put_back')
  if (standing.length === 0) return 'It was put back already: no rollback needs it any more.'
  const deploys = [
    ...new Set(
      standing.map(({ deployRequest, migration }) =>
        deployRequest ? `#${deployRequest.number} ${deployRequest.title}` : migration,
      ),
    ),
  ]
  return `Taking back ${listNames(deploys)} with what was destroyed becomes impossible: its reverse then brings these columns and tables back without their values. This cannot be taken back.`
}

'use client'

import { type FormEvent, useId, useState } from 'react'
import { disconnectEnvironment } from '@/lib/actions/connections'
import type { Act } from '@/lib/domain/act'
import { countOf } from '@/lib/domain/count-words'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

/** Forgets an environment, after its name was typed. */
export function DisconnectDialog(props: { projectSlug: string; environment: EnvironmentSettings; may: Act }) {
  const { projectSlug, environment, may } = props
  const formId = useId()
  const [open, setOpen] = useState(false)
  const { start, pending, failure, errorOf } = useAct(disconnectEnvironment)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const confirmation = `${new FormData(event.currentTarget).get('confirmation') ?? ''}`
    start({ projectSlug, environmentSlug: environment.slug, confirmation }, () => {
      setOpen(false)
      notify({ title: `${environment.name} is disconnected.`, description: 'Its database is as it was.' })
    })
  }

  if (!may.allowed) return null
  const requests = environment.deployRequests
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" kind="quiet">
          Disconnect…
        </Button>
      }
      title={`Disconnect ${environment.name}?`}
      description={`The database is not touched. Headgate forgets ${countOf(requests, 'deploy request')} of it, with reviews and runs; the audit stays. This cannot be taken back.`}
      footer={
        <>
          <Button kind="danger" type="submit" form={formId} busy={pending && 'Disconnecting…'}>
            Disconnect
          </Button>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} className="space-y-4" noValidate>
        <Field label={`Type ${environment.name} to confirm`} error={errorOf('confirmation')}>
          <Input name="confirmation" autoComplete="off" spellCheck={false} required />
        </Field>
        {failure ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </Dialog>
  )
}

'use client'

import { type FormEvent, useId } from 'react'
import { resetPassword } from '@/lib/actions/people'
import type { PersonRow } from '@/lib/domain/person-view'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

export function PasswordDialog({ person, onClose }: { person: PersonRow; onClose: () => void }) {
  const formId = useId()
  const { start, pending, failure, errorOf } = useAct(resetPassword)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = new FormData(event.currentTarget).get('password')
    start({ personId: person.id, password }, () => {
      onClose()
      notify({
        title: `${person.name} has a new password.`,
        description: 'Every session of theirs has ended.',
      })
    })
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`New password for ${person.name}`}
      description="Every session of theirs ends. Hand the password over in person; Headgate sends no mail."
      footer={
        <>
          <Button kind="primary" type="submit" form={formId} busy={pending && 'Saving…'}>
            Set the password
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} className="space-y-4" noValidate>
        <Field label="New password" error={errorOf('password')} hint="At least 12 characters.">
          <Input name="password" type="password" autoComplete="new-password" required />
        </Field>
        {failure ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </Dialog>
  )
}

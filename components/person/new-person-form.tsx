'use client'

import { type FormEvent, useState } from 'react'
import { createPerson } from '@/lib/actions/people'
import type { Act } from '@/lib/domain/act'
import type { Role } from '@/lib/domain/permission'
import { roleWords } from '@/lib/domain/role-words'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'
import { roleOptions } from './role-options'

export function NewPersonForm({ manage }: { manage: Act }) {
  const [role, setRole] = useState<Role>('author')
  const { start, pending, failure, errorOf } = useAct(createPerson)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const text = (name: string) => `${form.get(name) ?? ''}`
    start({ name: text('name'), email: text('email'), password: text('password'), role }, () => {
      notify({
        title: `${text('name')} can sign in.`,
        description: 'Hand the password over in person. Switching the account off takes it back.',
      })
      element.reset()
    })
  }

  return (
    <form method="post" onSubmit={submit} className="grid max-w-2xl gap-4 sm:grid-cols-2" noValidate>
      <Field label="Name" error={errorOf('name')}>
        <Input name="name" autoComplete="off" required />
      </Field>
      <Field label="E-mail address" error={errorOf('email')}>
        <Input name="email" type="email" autoComplete="off" required />
      </Field>
      <Field label="First password" error={errorOf('password')} hint="At least 12 characters.">
        <Input name="password" type="password" autoComplete="new-password" required />
      </Field>
      <Field label="Role" error={errorOf('role')} hint={roleWords[role].note}>
        <Select options={roleOptions} value={role} onChange={setRole} />
      </Field>
      <div className="space-y-4 sm:col-span-2">
        {failure ? <FailureNotice failure={failure} urgent /> : null}
        <Button kind="primary" type="submit" busy={pending && 'Adding…'} disabledReason={manage.because}>
          Add person
        </Button>
      </div>
    </form>
  )
}

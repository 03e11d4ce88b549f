'use client'

import type { FormEvent } from 'react'
import { changeOwnPassword } from '@/lib/actions/people'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useAct } from '../ui/use-act'

export function OwnPasswordForm() {
  const { start, pending, failure, errorOf } = useAct(changeOwnPassword)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    // This session has ended too.
    start({ current: `${form.get('current')}`, password: `${form.get('password')}` }, () =>
      window.location.assign('/sign-in'),
    )
  }

  return (
    <form method="post" onSubmit={submit} className="grid max-w-2xl gap-4 sm:grid-cols-2" noValidate>
      <Field label="Current password" error={errorOf('current')}>
        <Input name="current" type="password" autoComplete="current-password" required />
      </Field>
      <Field label="New password" error={errorOf('password')}>
        <Input name="password" type="password" autoComplete="new-password" required />
      </Field>
      <div className="space-y-4 sm:col-span-2">
        {failure ? <FailureNotice failure={failure} urgent /> : null}
        <Button type="submit" busy={pending && 'Changing…'}>
          Change my password
        </Button>
        <p className="text-xs text-muted">
          At least 12 characters. All your sessions end, this one too; then sign in with the new one.
        </p>
      </div>
    </form>
  )
}

'use client'

import type { FormEvent } from 'react'
import { createFirstAdministrator } from '@/lib/actions/setup'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useAct } from '../ui/use-act'
import { signIn } from './sign-in'

export function SetupForm() {
  const { start, pending, failure, errorOf } = useAct(createFirstAdministrator)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => `${form.get(name) ?? ''}`
    const person = { name: text('name'), email: text('email'), password: text('password') }
    start({ ...person, code: text('code') }, async () => {
      const signedIn = await signIn({ email: person.email, password: person.password })
      window.location.assign(signedIn.ok ? '/connect' : '/sign-in')
    })
  }

  return (
    <form method="post" onSubmit={submit} className="space-y-4" noValidate>
      <Field
        label="Setup code"
        error={errorOf('code')}
        hint="Four groups of five, as the terminal printed them."
      >
        <Input name="code" mono autoComplete="off" spellCheck={false} required autoFocus />
      </Field>
      <Field label="Your name" error={errorOf('name')}>
        <Input name="name" autoComplete="name" required />
      </Field>
      <Field label="E-mail address" error={errorOf('email')}>
        <Input name="email" type="email" autoComplete="username" required />
      </Field>
      <Field label="Password" error={errorOf('password')} hint="At least 12 characters.">
        <Input name="password" type="password" autoComplete="new-password" required />
      </Field>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
      <Button kind="primary" type="submit" busy={pending && 'Creating…'}>
        Create the administrator
      </Button>
    </form>
  )
}

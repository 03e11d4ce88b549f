'use client'

import { type FormEvent, useState } from 'react'
import type { Failure } from '@/lib/domain/failure'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { signIn } from './sign-in'

export function SignInForm() {
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (pending) return
    const form = new FormData(event.currentTarget)
    setPending(true)
    const result = await signIn({ email: `${form.get('email')}`, password: `${form.get('password')}` })
    // A full load: nothing that was rendered for nobody stays.
    if (result.ok) return window.location.assign('/')
    setFailure(result.failure)
    setPending(false)
  }

  return (
    // `post`, so that a press before the page is ready never puts the password into an address.
    <form method="post" action="/api/auth/sign-in/email" onSubmit={submit} className="space-y-4" noValidate>
      <Field label="E-mail address">
        <Input name="email" type="email" autoComplete="username" required autoFocus />
      </Field>
      <Field label="Password">
        <Input name="password" type="password" autoComplete="current-password" required />
      </Field>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
      <Button kind="primary" type="submit" busy={pending && 'Signing in…'}>
        Sign in
      </Button>
    </form>
  )
}

'use client'

import type { FormEvent } from 'react'
import { createFirstAdministrator } from '@/lib/actions/setup'
import type { Result } from '@/lib/domain/failure'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useAct } from '../ui/use-act'
import { signIn } from './sign-in'

interface Given {
  name: string
  email: string
  password: string
  code: string
}

/** Resolves to where to go on. */
async function setUp(input: unknown): Promise<Result<string>> {
  const created = await createFirstAdministrator(input)
  if (!created.ok) return created
  const { email, password } = input as Given
  const signedIn = await signIn({ email, password })
  return { ok: true, value: signedIn.ok ? '/connect' : '/sign-in' }
}

export function SetupForm() {
  const { start, pending, failure, errorOf } = useAct(setUp)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: keyof Given) => `${form.get(name) ?? ''}`
    const given: Given = {
      name: text('name'),
      email: text('email'),
      password: text('password'),
      code: text('code'),
    }
    start(given, (next) => window.location.assign(next))
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

'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { checkConnection, connectEnvironment } from '@/lib/actions/connections'
import type { Act } from '@/lib/domain/act'
import type { Failure } from '@/lib/domain/failure'
import type { EnvironmentKind } from '@/lib/domain/policy'
import type { ConnectionView as Connection } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { SecretInput } from '../ui/secret-input'
import { Select } from '../ui/select'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'
import { ConnectionView } from './connection-view'

const kinds: { value: EnvironmentKind; label: string; note: string }[] = [
  { value: 'development', label: 'Development', note: 'No approval, no snapshot.' },
  { value: 'staging', label: 'Staging', note: 'No approval; snapshots as wanted.' },
  {
    value: 'production',
    label: 'Production',
    note: 'One approval of somebody else, and a verified snapshot.',
  },
]

/** Name, kind and address of a database. The test shows what is there before anything is kept. */
export function ConnectEnvironmentForm({ projectSlug, connect }: { projectSlug: string; connect: Act }) {
  const [kind, setKind] = useState<EnvironmentKind>('development')
  const [tested, setTested] = useState<Connection | null>(null)
  const [lookFailed, setLookFailed] = useState<Failure | null>(null)
  const router = useRouter()
  const test = useAct(checkConnection)
  const add = useAct(connectEnvironment)
  const [testing, setTesting] = useState(false)
  // Of the act that was asked for last; what the other one said is over.
  const { failure, errorOf } = testing ? test : add
  const badField = failure?.meta.field

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const text = (name: string) => `${form.get(name) ?? ''}`.trim()
    const onlyTest = (event.nativeEvent as SubmitEvent).submitter?.getAttribute('value') === 'test'
    setTesting(onlyTest)
    setTested(null)
    setLookFailed(null)
    if (onlyTest) return test.start({ url: text('url') }, setTested)
    const input = {
      projectSlug,
      name: text('name'),
      kind,
      url: text('url'),
      shadowUrl: text('shadowUrl') || null,
    }
    add.start(input, (added) => {
      setLookFailed(added.lookFailed)
      if (added.unmanaged) {
        notify({
          title: `${input.name} is connected.`,
          description: 'It has tables and no history yet: here is how it gets one.',
        })
        return router.push(`/p/${projectSlug}/environments/${added.slug}/attention`)
      }
      notify({
        title: `${input.name} is connected.`,
        description:
          'Its history stands on the overview. Disconnecting takes it back; the database stays as it is.',
      })
      element.reset()
    })
  }

  return (
    <form method="post" onSubmit={submit} className="grid max-w-3xl gap-4 sm:grid-cols-2" noValidate>
      <Field label="Name" error={errorOf('name')}>
        <Input name="name" autoComplete="off" placeholder="Production" required />
      </Field>
      <Field label="Kind" error={errorOf('kind')} hint="Decides the policy to begin with; it can be changed.">
        <Select options={kinds} value={kind} onChange={setKind} />
      </Field>
      <Field
        label="Connection string"
        className="sm:col-span-2"
        hint="The direct address, not a pooler’s. It is stored encrypted and never shown again."
        error={errorOf('url') ?? (badField === 'url' ? failure?.what : null)}
      >
        <SecretInput
          name="url"
          mono
          placeholder="postgresql://user:password@host:5432/database?sslmode=require"
          required
        />
      </Field>
      <Field
        label="Shadow connection string (optional)"
        className="sm:col-span-2"
        hint="Only when migrations need extensions or roles that Headgate’s own server does not have. Its database is emptied at will."
        error={errorOf('shadowUrl') ?? (badField === 'shadowUrl' ? failure?.what : null)}
      >
        <SecretInput name="shadowUrl" mono />
      </Field>
      <div className="space-y-4 sm:col-span-2">
        {failure ? <FailureNotice failure={failure} urgent /> : null}
        {tested && !failure ? <ConnectionView connection={tested} /> : null}
        {lookFailed ? <FailureNotice failure={lookFailed} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button
            kind="primary"
            type="submit"
            busy={add.pending && 'Connecting…'}
            disabledReason={connect.because}
            reasonAt="beside"
          >
            Connect
          </Button>
          <Button type="submit" name="do" value="test" busy={test.pending && 'Testing…'}>
            Test the connection
          </Button>
        </div>
      </div>
    </form>
  )
}

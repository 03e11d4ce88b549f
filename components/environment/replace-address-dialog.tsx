'use client'

import { type FormEvent, useId, useState } from 'react'
import { replaceEnvironmentUrl } from '@/lib/actions/connections'
import type { Act } from '@/lib/domain/act'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { SecretInput } from '../ui/secret-input'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

/** A new address or password for the same database. */
export function ReplaceAddressDialog(props: {
  projectSlug: string
  environment: EnvironmentSettings
  may: Act
}) {
  const { projectSlug, environment, may } = props
  const formId = useId()
  const [open, setOpen] = useState(false)
  const [dropShadow, setDropShadow] = useState(false)
  const { start, pending, failure, errorOf } = useAct(replaceEnvironmentUrl)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const shadow = `${form.get('shadowUrl') ?? ''}`.trim()
    const shadowUrl = dropShadow ? null : shadow || undefined
    const input = { projectSlug, environmentSlug: environment.slug, url: `${form.get('url')}`, shadowUrl }
    start(input, ({ label }) => {
      setOpen(false)
      notify({
        title: `${environment.name} is reached at ${label} now.`,
        description: 'It is the same database as before.',
      })
    })
  }

  if (!may.allowed) return null
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button size="sm">Replace the address…</Button>}
      title={`Address of ${environment.name}`}
      description={`Now ${environment.label}. The new address must reach the same database; it is tested before it is kept.`}
      footer={
        <>
          <Button kind="primary" type="submit" form={formId} busy={pending && 'Testing…'}>
            Test and replace
          </Button>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} className="space-y-4" noValidate>
        <Field label="Connection string" error={errorOf('url')}>
          <SecretInput name="url" mono required />
        </Field>
        {dropShadow ? null : (
          <Field
            label="Shadow connection string (optional)"
            hint={environment.hasShadowUrl ? 'Empty: the one that is stored stays.' : 'Empty: none, as now.'}
            error={errorOf('shadowUrl')}
          >
            <SecretInput name="shadowUrl" mono />
          </Field>
        )}
        {environment.hasShadowUrl ? (
          <Checkbox
            label="Forget the shadow address"
            hint="Headgate then finds a place for shadows by itself."
            checked={dropShadow}
            onChange={setDropShadow}
          />
        ) : null}
        {failure ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </Dialog>
  )
}

'use client'

import { type FormEvent, useId, useState } from 'react'
import { setExternalHost, testExternalHost } from '@/lib/actions/connections'
import { countOf } from '@/lib/domain/count-words'
import { type ExternalHostReport, externalProviderNames } from '@/lib/domain/external-host'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { Callout } from '../ui/callout'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { SecretInput } from '../ui/secret-input'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

const name = externalProviderNames.neon

/** Where branches of the database can be asked for. Tried before it is kept; the key is never shown again. */
export function HostDialog({
  projectSlug,
  environment,
}: {
  projectSlug: string
  environment: EnvironmentSettings
}) {
  const formId = useId()
  const [open, setOpen] = useState(false)
  const [seen, setSeen] = useState<ExternalHostReport | null>(null)
  const test = useAct(testExternalHost)
  const keep = useAct(setExternalHost)
  const [testing, setTesting] = useState(false)
  // Of the act that was asked for last; what the other one said is over.
  const { failure, errorOf } = testing ? test : keep
  const { host } = environment

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (field: string) => `${form.get(field) ?? ''}`.trim()
    const onlyTest = (event.nativeEvent as SubmitEvent).submitter?.getAttribute('value') === 'test'
    const given = { provider: 'neon', projectId: text('projectId'), branchId: text('branchId') }
    const input = {
      ...given,
      projectSlug,
      environmentSlug: environment.slug,
      key: text('key') || (host ? null : ''),
    }
    setTesting(onlyTest)
    setSeen(null)
    if (onlyTest) return test.start(input, setSeen)
    keep.start(input, ({ branchName }) => {
      setOpen(false)
      notify({
        title: `${name} makes snapshots of ${environment.name}.`,
        description: `As branches of “${branchName}”. Choose the method in the policy, or when you take one.`,
      })
    })
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setSeen(null)
      }}
      trigger={<Button size="sm">{host ? 'Change…' : `Set up ${name}…`}</Button>}
      title={`Snapshots of ${environment.name} by ${name}`}
      description={`Headgate asks ${name} for a branch of the database’s branch at a position of its log, opens it, and compares every row.`}
      footer={
        <>
          <Button kind="primary" type="submit" form={formId} busy={keep.pending && 'Testing…'}>
            Test and keep
          </Button>
          <Button type="submit" form={formId} name="do" value="test" busy={test.pending && 'Testing…'}>
            Only test
          </Button>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} className="space-y-4" noValidate>
        <Field
          label="Project id"
          hint={`In ${name}’s console under the project’s settings.`}
          error={errorOf('projectId')}
        >
          <Input
            name="projectId"
            mono
            autoComplete="off"
            spellCheck={false}
            defaultValue={host?.projectId}
            placeholder="spring-example-302709"
            required
          />
        </Field>
        <Field
          label="Branch id"
          hint={`The one whose compute ${environment.label} is: a branch of another would be a snapshot of another database.`}
          error={errorOf('branchId')}
        >
          <Input
            name="branchId"
            mono
            autoComplete="off"
            spellCheck={false}
            defaultValue={host?.branchId}
            placeholder="br-wispy-meadow-118737"
            required
          />
        </Field>
        <Field
          label={host ? 'API key (optional)' : 'API key'}
          hint={
            host
              ? 'Empty: the one that is stored stays.'
              : 'A key for this project alone is enough. It is stored encrypted and never shown again.'
          }
          error={errorOf('key')}
        >
          <SecretInput name="key" mono required={!host} />
        </Field>
        {failure ? <FailureNotice failure={failure} urgent /> : null}
        {seen && !failure ? (
          <Callout tone="accent" title={`${name} knows it: “${seen.branchName}” in “${seen.projectName}”`}>
            <ul className="list-disc pl-4">
              <li>
                The environment’s address is its compute <code className="font-mono">{seen.endpoint}</code>.
              </li>
              <li>{historyWords(seen.historyDays)}</li>
              {seen.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </Callout>
        ) : null}
      </form>
    </Dialog>
  )
}

function historyWords(days: number): string {
  if (days < 1) return `${name} keeps less than a day of history; a branch keeps what it was made of.`
  return `${name} keeps ${countOf(days, 'day')} of history; a branch keeps what it was made of beyond that.`
}

'use client'

import { type FormEvent, type ReactNode, useState } from 'react'
import { changePolicy } from '@/lib/actions/connections'
import type { Act } from '@/lib/domain/act'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Select } from '../ui/select'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'
import { methodChoices, rehearsalChoices, snapshotChoices } from './policy-choices'
import { policyFields } from './policy-fields'
import { PolicyNumbers } from './policy-numbers'
import { PolicyStops } from './policy-stops'

/** What the environment demands of a deploy, in units that people use. */
export function PolicyForm(props: { projectSlug: string; environment: EnvironmentSettings; may: Act }) {
  const { projectSlug, environment, may } = props
  const [snapshot, setSnapshot] = useState(environment.policy.snapshot)
  const [snapshotMethod, setMethod] = useState(environment.policy.snapshotMethod)
  const [rehearsal, setRehearsal] = useState(environment.policy.rehearsal)
  const [gateTerminals, setGateTerminals] = useState(environment.policy.gateTerminals)
  const [stops, setStops] = useState(environment.policy.stops)
  const { start, pending, failure, errorOf } = useAct(changePolicy)
  const locked = !may.allowed
  const shared = { policy: environment.policy, disabled: locked, errorOf }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const numbers = policyFields.map(({ name, factor }) => [
      name,
      Math.round(Number(form.get(name)) * factor),
    ])
    const chosen = { snapshot, snapshotMethod, rehearsal, gateTerminals, stops }
    const policy = { ...Object.fromEntries(numbers), ...chosen }
    const was = environment.policy
    start({ projectSlug, environmentSlug: environment.slug, policy, was }, () =>
      notify({
        title: `The policy of ${environment.name} is changed.`,
        description: 'Open deploy requests are judged by it from now on. The audit keeps the old one.',
      }),
    )
  }

  return (
    <form method="post" onSubmit={submit} className="max-w-5xl space-y-7" noValidate>
      <Group title="Who must agree">
        <PolicyNumbers group="agreement" {...shared} />
        <div className="space-y-4 sm:col-span-2 lg:col-span-4">
          <PolicyStops stops={stops} onStops={setStops} disabled={locked} />
          <Checkbox
            label="Keep terminals out"
            hint={`While it demands an approval or a snapshot, ${environment.name} is marked in the database itself, and the command of Headgate passes it only with a reason that is shown here.`}
            checked={gateTerminals}
            onChange={setGateTerminals}
            disabled={locked}
          />
        </div>
      </Group>
      <Group title="Snapshots">
        <Field
          label="Snapshot before a deploy"
          hint="Counts once it was restored."
          error={errorOf('policy.snapshot')}
        >
          <Select options={snapshotChoices} value={snapshot} onChange={setSnapshot} disabled={locked} />
        </Field>
        <Field label="How they are taken" error={errorOf('policy.snapshotMethod')}>
          <Select options={methodChoices} value={snapshotMethod} onChange={setMethod} disabled={locked} />
        </Field>
        <PolicyNumbers group="snapshot" {...shared} />
      </Group>
      <Group title="The way back">
        <Field
          label="Rehearsal before a deploy"
          hint="Forward and back, on a copy of the data."
          error={errorOf('policy.rehearsal')}
        >
          <Select options={rehearsalChoices} value={rehearsal} onChange={setRehearsal} disabled={locked} />
        </Field>
        <PolicyNumbers group="back" {...shared} />
      </Group>
      <Group title="While it runs">
        <PolicyNumbers group="run" {...shared} />
      </Group>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
      <Button type="submit" busy={pending && 'Saving…'} disabledReason={may.because}>
        Change the policy
      </Button>
    </form>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend className="pb-3 text-xs font-medium tracking-wide text-muted">{title}</legend>
      <div className="grid grid-cols-1 items-end gap-4 sm:grid-cols-2 lg:grid-cols-4">{children}</div>
    </fieldset>
  )
}

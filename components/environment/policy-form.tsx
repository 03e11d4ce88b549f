'use client'

import { type FormEvent, useState } from 'react'
import { changePolicy } from '@/lib/actions/connections'
import type { Act } from '@/lib/domain/act'
import { type FindingFamily, findingFamilies } from '@/lib/domain/finding'
import { familyWords } from '@/lib/domain/finding-words'
import type { Policy } from '@/lib/domain/policy'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'
import { type PolicyField, policyFields } from './policy-fields'

const snapshots: { value: Policy['snapshot']; label: string; note: string }[] = [
  {
    value: 'required',
    label: 'Required',
    note: 'A verified one, or the deploy takes one first and stops if it fails.',
  },
  { value: 'optional', label: 'Optional', note: 'Taken when somebody asks for one.' },
  { value: 'none', label: 'None', note: 'Not asked for.' },
]

const methods: { value: Policy['snapshotMethod']; label: string; note: string }[] = [
  {
    value: 'auto',
    label: 'The first that fits',
    note: 'By size, rights and installed programs; the page says why.',
  },
  { value: 'dump', label: 'Dump', note: 'pg_dump into Headgate’s data folder.' },
  { value: 'clone', label: 'Clone', note: 'A copy on the same server, where nobody else is connected.' },
  { value: 'tables', label: 'Affected tables', note: 'Only what the plan destroys or rewrites.' },
  { value: 'external', label: 'External', note: 'The host’s own, asked for or confirmed by a person.' },
]

const rehearsals: { value: Policy['rehearsal']; label: string; note: string }[] = [
  { value: 'required', label: 'Required', note: 'The plan and its way back were tried on a copy.' },
  { value: 'optional', label: 'Optional', note: 'Tried when somebody asks for it.' },
  { value: 'none', label: 'None', note: 'Not asked for.' },
]

/** What the environment demands of a deploy, in units that people use. */
export function PolicyForm(props: { projectSlug: string; environment: EnvironmentSettings; may: Act }) {
  const { projectSlug, environment, may } = props
  const [snapshot, setSnapshot] = useState(environment.policy.snapshot)
  const [snapshotMethod, setMethod] = useState(environment.policy.snapshotMethod)
  const [rehearsal, setRehearsal] = useState(environment.policy.rehearsal)
  const [gateTerminals, setGateTerminals] = useState(environment.policy.gateTerminals)
  const [stops, setStops] = useState(environment.policy.stops)
  const { start, pending, failure, errorOf } = useAct(changePolicy)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const numbers = policyFields.map(({ name, factor }) => [
      name,
      Math.round(Number(form.get(name)) * factor),
    ])
    const policy = {
      ...Object.fromEntries(numbers),
      snapshot,
      snapshotMethod,
      rehearsal,
      gateTerminals,
      stops,
    }
    const was = environment.policy
    start({ projectSlug, environmentSlug: environment.slug, policy, was }, () =>
      notify({
        title: `The policy of ${environment.name} is changed.`,
        description: 'Open deploy requests are judged by it from now on. The audit keeps the old one.',
      }),
    )
  }

  return (
    <form
      method="post"
      onSubmit={submit}
      className="grid max-w-5xl grid-cols-1 items-end gap-4 sm:grid-cols-2 lg:grid-cols-4"
      noValidate
    >
      <Field
        label="Snapshot before a deploy"
        hint="Counts once it was restored."
        error={errorOf('policy.snapshot')}
      >
        <Select options={snapshots} value={snapshot} onChange={setSnapshot} />
      </Field>
      <Field label="How snapshots are taken" error={errorOf('policy.snapshotMethod')}>
        <Select options={methods} value={snapshotMethod} onChange={setMethod} />
      </Field>
      <Field
        label="Rehearsal before a deploy"
        hint="Forward and back, on a copy of the data."
        error={errorOf('policy.rehearsal')}
      >
        <Select options={rehearsals} value={rehearsal} onChange={setRehearsal} />
      </Field>
      {policyFields.map((field) => (
        <PolicyNumber
          key={field.name}
          field={field}
          policy={environment.policy}
          error={errorOf(`policy.${field.name}`)}
        />
      ))}
      <div className="space-y-4 sm:col-span-2 lg:col-span-4">
        <Stops stops={stops} onStops={setStops} />
        <Checkbox
          label="Keep terminals out"
          hint={`While it demands an approval or a snapshot, ${environment.name} is marked in the database itself, and the command of Headgate passes it only with a reason that is shown here.`}
          checked={gateTerminals}
          onChange={setGateTerminals}
        />
        {failure ? <FailureNotice failure={failure} urgent /> : null}
        <Button type="submit" busy={pending && 'Saving…'} disabledReason={may.because}>
          Change the policy
        </Button>
      </div>
    </form>
  )
}

/** Hygiene has no dangers to stop for. */
const stoppable = findingFamilies.filter((family) => family !== 'hygiene')

function Stops({ stops, onStops }: { stops: FindingFamily[]; onStops: (stops: FindingFamily[]) => void }) {
  const toggle = (family: FindingFamily, on: boolean) =>
    onStops(stoppable.filter((each) => (each === family ? on : stops.includes(each))))
  return (
    <fieldset>
      <legend className="text-sm font-medium">Stop the gate for dangers</legend>
      <p className="pt-0.5 pb-2 text-xs text-muted">
        A danger of these kinds closes it until a reviewer accepts it with a reason, on that plan alone.
      </p>
      <div className="grid gap-x-4 gap-y-2 sm:grid-cols-2 lg:grid-cols-4">
        {stoppable.map((family) => (
          <Checkbox
            key={family}
            label={familyWords[family].name}
            checked={stops.includes(family)}
            onChange={(on) => toggle(family, on)}
          />
        ))}
      </div>
    </fieldset>
  )
}

function PolicyNumber({
  field,
  policy,
  error,
}: {
  field: PolicyField
  policy: Policy
  error: string | undefined
}) {
  const { name, label, hint, factor, min, max, step } = field
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        name={name}
        type="number"
        inputMode="decimal"
        defaultValue={policy[name] / factor}
        min={min}
        max={max}
        step={step}
        required
      />
    </Field>
  )
}

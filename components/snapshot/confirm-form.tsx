'use client'

import { UserCheckIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { confirmSnapshot } from '@/lib/actions/snapshots'
import type { Act } from '@/lib/domain/act'
import type { EnvironmentRef, Person } from '@/lib/domain/deploy-request-view'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Select } from '../ui/select'
import { Textarea } from '../ui/textarea'
import { useAct } from '../ui/use-act'

export interface ConfirmFormProps {
  projectSlug: string
  environments: EnvironmentRef[]
  chosen: string | null
  viewer: Person
  act: Act
}

/** A named person vouches for a snapshot that was taken outside Headgate. */
export function ConfirmForm({ projectSlug, environments, chosen, viewer, act }: ConfirmFormProps) {
  const router = useRouter()
  const [slug, setSlug] = useState(
    environments.find((each) => each.slug === chosen)?.slug ?? environments[0]?.slug ?? '',
  )
  const { start, pending, failure, errorOf } = useAct(confirmSnapshot)

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const takenAt = String(form.get('takenAt') ?? '')
    const input = {
      projectSlug,
      environmentSlug: slug,
      reference: String(form.get('reference') ?? ''),
      // The field speaks in the reader's own time zone.
      takenAt: takenAt === '' ? '' : new Date(takenAt).toISOString(),
      note: String(form.get('note') ?? ''),
    }
    start(input, () => router.push(`/p/${projectSlug}/snapshots`))
  }

  return (
    <form onSubmit={send} className="max-w-lg space-y-5">
      <Field label="Environment">
        <Select
          value={slug}
          onChange={setSlug}
          options={environments.map((each) => ({ value: each.slug, label: each.name }))}
        />
      </Field>
      <Field
        label="Reference"
        hint="Where it is and what it is called there: a branch, a volume snapshot, an id."
        error={errorOf('reference')}
      >
        <Input name="reference" mono maxLength={500} />
      </Field>
      <Field label="Taken at" hint="In your own time zone." error={errorOf('takenAt')}>
        <Input name="takenAt" type="datetime-local" step={1} />
      </Field>
      <Field label="Note" hint="How you know that it restores." error={errorOf('note')}>
        <Textarea name="note" maxLength={2000} />
      </Field>
      <p className="border-l-2 border-care pl-3.5 text-sm">
        You confirm this as <b className="font-medium">{viewer.name}</b>. Headgate cannot try it, and says so
        wherever it counts.
      </p>
      <Button
        type="submit"
        kind="primary"
        icon={<UserCheckIcon />}
        disabledReason={act.because}
        busy={pending && 'Confirming…'}
      >
        Confirm that it exists
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </form>
  )
}

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
    const input = {
      projectSlug,
      environmentSlug: slug,
      reference: String(form.get('reference') ?? ''),
      takenAt: momentOf(form.get('takenAt')) ?? '',
      note: String(form.get('note') ?? ''),
      lsn: String(form.get('lsn') ?? '').trim() || null,
      expiresAt: momentOf(form.get('expiresAt')),
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
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Gone after (optional)"
          hint="When the host deletes it. In your own time zone."
          error={errorOf('expiresAt')}
        >
          <Input name="expiresAt" type="datetime-local" />
        </Field>
        <Field
          label="Log position (optional)"
          hint="As pg_current_wal_lsn() gave it: 0/16B3748."
          error={errorOf('lsn')}
        >
          <Input name="lsn" mono autoComplete="off" spellCheck={false} maxLength={17} />
        </Field>
      </div>
      <Field label="Note" hint="How you know that it restores." error={errorOf('note')}>
        <Textarea name="note" maxLength={2000} />
      </Field>
      <p className="border-l-2 border-care pl-3.5 text-sm">
        You confirm this as <b className="font-medium">{viewer.name}</b>, and the audit keeps it under your
        name. The gate accepts it as long as it is young enough. Headgate cannot try it, cannot tell what was
        written since, and cannot restore it: that is done by hand where it lives, and it says so wherever it
        counts.
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

/** The field speaks in the reader's own time zone. Null: it is empty, or not whole. */
function momentOf(value: FormDataEntryValue | null): string | null {
  const at = new Date(String(value ?? ''))
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

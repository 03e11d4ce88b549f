'use client'

import { type FormEvent, useState } from 'react'
import { ignoreDrift } from '@/lib/actions/resolutions'
import type { AttentionView } from '@/lib/domain/resolution-view'
import { count } from '@/lib/domain/verdict'
import { Button } from '../ui/button'
import { Checkbox } from '../ui/checkbox'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

export interface DriftObjectsProps {
  view: AttentionView
  /** What differs in words, where the objects are not known one by one. */
  details: string[]
  onIgnored: () => void
}

/** The drift object by object; what is chosen can be left as it is, with a reason. */
export function DriftObjects({ view, details, onIgnored }: DriftObjectsProps) {
  const objects = view.drifted
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const may = view.acts.ignore.allowed && objects.length > 0
  if (!may) return <Plain lines={objects.length > 0 ? objects.map(({ what }) => what) : details} />
  const toggle = (key: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(key)
    else next.delete(key)
    setChosen(next)
  }
  return (
    <div className="space-y-4">
      <ul className="divide-y border-y">
        {objects.map(({ key, what }) => (
          <li key={key} className="py-2">
            <Checkbox
              label={<span className="font-mono wrap-anywhere">{what}</span>}
              checked={chosen.has(key)}
              onChange={(on) => toggle(key, on)}
            />
          </li>
        ))}
      </ul>
      {chosen.size > 0 ? (
        <Ignore
          view={view}
          objects={objects.filter(({ key }) => chosen.has(key))}
          onIgnored={() => {
            setChosen(new Set())
            onIgnored()
          }}
        />
      ) : (
        <p className="text-sm text-muted">
          Choose what you want to leave as it is; the ways below are for the rest.
        </p>
      )}
    </div>
  )
}

function Plain({ lines }: { lines: string[] }) {
  return (
    <ul className="space-y-0.5 font-mono text-sm leading-6">
      {lines.map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  )
}

function Ignore({
  view,
  objects,
  onIgnored,
}: {
  view: AttentionView
  objects: AttentionView['drifted']
  onIgnored: () => void
}) {
  const [reason, setReason] = useState('')
  const { start, pending, failure, errorOf } = useAct(ignoreDrift)

  function send(event: FormEvent) {
    event.preventDefault()
    const input = {
      projectSlug: view.project.slug,
      environmentSlug: view.environment.slug,
      objects: objects.map(({ key, definitions }) => ({ key, definitions })),
      reason,
    }
    start(input, () => {
      notify({
        title: `${count(objects.length, 'difference is', 'differences are')} left as it is.`,
        description: 'It counts as drift again when it changes. Stop ignoring it below.',
      })
      onIgnored()
    })
  }

  return (
    <form onSubmit={send} className="max-w-md space-y-3">
      <Field
        label="Why it stays"
        hint="Shown beside it, and kept in the audit."
        error={errorOf('reason') ?? errorOf('objects')}
      >
        <Input value={reason} onChange={(event) => setReason(event.target.value)} autoComplete="off" />
      </Field>
      <Button
        type="submit"
        busy={pending && 'Looking at it again…'}
        disabledReason={reason.trim() === '' ? 'A reason is needed.' : null}
      >
        Leave {count(objects.length, 'difference', 'differences')} as it is
      </Button>
      {failure && !errorOf('reason') ? <FailureNotice failure={failure} urgent /> : null}
    </form>
  )
}

'use client'

import { type FormEvent, useState } from 'react'
import { diagnoseEnvironment, ignoreDrift } from '@/lib/actions/resolutions'
import { tableKeyOf } from '@/lib/domain/catalog-key'
import type { DriftedKey } from '@/lib/domain/observation'
import type { AttentionView, DiagnosedWay } from '@/lib/domain/resolution-view'
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
  /** The ways for what is chosen alone; null: for all of it. */
  onWays: (chosen: ChosenWays | null) => void
}

export interface ChosenWays {
  ways: DiagnosedWay[]
  /** How many differences they are for, and those that they leave. */
  of: number
  leaves: DriftedKey[]
}

/** The drift object by object; what is chosen can be left as it is, with a reason. */
export function DriftObjects({ view, details, onIgnored, onWays }: DriftObjectsProps) {
  const objects = view.drifted
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const choices = objects.filter(({ key }) => (wholeTableOf(key, objects) ?? key) === key)
  const may = view.acts.ignore.allowed && objects.length > 0
  if (!may) return <Plain lines={details} />
  const toggle = (key: string, on: boolean) => {
    const next = new Set(chosen)
    for (const each of inseparable(key, objects)) {
      if (on) next.add(each)
      else next.delete(each)
    }
    setChosen(next)
    onWays(null)
  }
  return (
    <div className="space-y-4">
      <ul className="divide-y border-y">
        {choices.map(({ key, what }) => (
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
        <div className="grid gap-x-12 gap-y-6 lg:grid-cols-2">
          <Ignore
            view={view}
            objects={objects.filter(({ key }) => chosen.has(key))}
            onIgnored={() => {
              setChosen(new Set())
              onWays(null)
              onIgnored()
            }}
          />
          {chosen.size < objects.length ? (
            <OnlyThese
              view={view}
              of={chosen.size}
              leaves={objects
                .filter(({ key }) => !chosen.has(key))
                .map(({ key, definitions }) => ({ key, definitions }))}
              onWays={onWays}
            />
          ) : null}
        </div>
      ) : (
        <p className="text-sm text-muted">
          Choose some of it to leave it as it is, or to work out the ways for it alone. The ways below are for
          all of it.
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

/** The table that comes or goes with this object; null: it stands for itself. */
function wholeTableOf(key: string, objects: AttentionView['drifted']): string | null {
  const table = key.startsWith('table:') ? key : tableKeyOf(key)
  const whole = objects.filter((each) => /^[+−] table /.test(each.what))
  const found = whole.find((each) => each.key === table || isSequenceOf(key, each.key))
  return found?.key ?? null
}

/** By the name that PostgreSQL gives to the sequence of a serial column; what is chosen is proven on a shadow anyway. */
function isSequenceOf(key: string, table: string): boolean {
  return key.startsWith(`${table.replace(/^table:/, 'sequence:')}_`)
}

/** A table that comes or goes does so with its parts: they are chosen together. */
function inseparable(key: string, objects: AttentionView['drifted']): string[] {
  const table = wholeTableOf(key, objects)
  if (table === null) return [key]
  return objects.map((each) => each.key).filter((each) => wholeTableOf(each, objects) === table)
}

/** Works out the ways for what is chosen, as if the rest were left as it is. */
function OnlyThese({
  view,
  of,
  leaves,
  onWays,
}: {
  view: AttentionView
  of: number
  leaves: DriftedKey[]
  onWays: (chosen: ChosenWays) => void
}) {
  const { start, pending, failure } = useAct(diagnoseEnvironment)
  const where = { projectSlug: view.project.slug, environmentSlug: view.environment.slug }
  return (
    <div className="space-y-3">
      <p className="text-sm text-muted">
        Or adopt or revert {of === 1 ? 'this one' : `these ${of}`} alone; the rest stays drift until you
        decide.
      </p>
      <Button
        busy={pending && 'Working it out…'}
        onClick={() =>
          start({ ...where, leaves }, ({ troubles }) =>
            onWays({ ways: troubles.find(({ kind }) => kind === 'drift')?.ways ?? [], of, leaves }),
          )
        }
      >
        Ways for {of === 1 ? 'this one' : `these ${of}`} alone
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

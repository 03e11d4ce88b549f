'use client'

import { FilePlusIcon, RefreshCwIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { openDeployRequest } from '@/lib/actions/deploy-requests'
import { observeEnvironment } from '@/lib/actions/environments'
import type { NewDeployRequestView, PendingInEnvironment } from '@/lib/domain/deploy-request-view'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Textarea } from '../ui/textarea'
import { useAct } from '../ui/use-act'
import { EnvironmentChoice } from './environment-choice'
import { PendingList } from './pending-list'

/** Asks that pending migrations be deployed: where, how far, and why. */
export function NewRequestForm({ view, chosen }: { view: NewDeployRequestView; chosen: string | null }) {
  const router = useRouter()
  const first = view.environments.find((each) => each.environment.slug === chosen) ?? usual(view.environments)
  const [slug, setSlug] = useState(first?.environment.slug ?? '')
  const [upTo, setUpTo] = useState<string | null>(null)
  const [title, setTitle] = useState<string | null>(null)
  const opening = useAct(openDeployRequest)
  const looking = useAct(observeEnvironment)
  const target = view.environments.find((each) => each.environment.slug === slug)
  const last = upTo === null ? -1 : (target?.pending.findIndex((each) => each.name === upTo) ?? -1)
  const included = target ? (last < 0 ? target.pending : target.pending.slice(0, last + 1)) : []
  const suggested = suggestTitle(included.map((each) => each.name))

  function choose(next: string) {
    setSlug(next)
    setUpTo(null)
  }

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const description = new FormData(event.currentTarget).get('description')
    const input = {
      projectSlug: view.project.slug,
      environmentSlug: slug,
      upTo,
      title: title ?? suggested,
      description: String(description ?? ''),
    }
    opening.start(input, ({ number }) => router.push(`/p/${view.project.slug}/deploy-requests/${number}`))
  }

  return (
    <form onSubmit={send} className="grid gap-x-12 gap-y-7 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
      <div className="min-w-0 space-y-7">
        <EnvironmentChoice environments={view.environments} chosen={slug} onChoose={choose} />
        {target ? <PendingList target={target} upTo={upTo} onUpTo={setUpTo} /> : null}
        {target ? (
          <div className="space-y-3">
            <Button
              kind="quiet"
              icon={<RefreshCwIcon />}
              busy={looking.pending && 'Looking…'}
              onClick={() => looking.start({ projectSlug: view.project.slug, environmentSlug: slug })}
            >
              Look again at {target.environment.name}
            </Button>
            {looking.failure ? <FailureNotice failure={looking.failure} urgent /> : null}
          </div>
        ) : null}
      </div>
      <div className="space-y-5">
        <Field label="Title" error={opening.errorOf('title')}>
          <Input
            name="title"
            value={title ?? suggested}
            onChange={(event) => setTitle(event.target.value)}
            maxLength={200}
          />
        </Field>
        <Field
          label="Description"
          hint="What the reviewer should know: why now, what to look at."
          error={opening.errorOf('description')}
        >
          <Textarea name="description" rows={5} />
        </Field>
        {target ? <Wants target={target} /> : null}
        <Button
          type="submit"
          kind="primary"
          icon={<FilePlusIcon />}
          disabledReason={view.open.because ?? reasonAgainst(target)}
          busy={opening.pending && 'Planning on a shadow database…'}
        >
          Open deploy request
        </Button>
        <p className="text-xs text-muted">
          Opening makes the plan. Nothing on {target?.environment.name ?? 'the environment'} is changed.
        </p>
        {opening.failure ? <FailureNotice failure={opening.failure} urgent /> : null}
      </div>
    </form>
  )
}

function usual(environments: PendingInEnvironment[]): PendingInEnvironment | undefined {
  return environments.find((each) => each.pending.length > 0 && !each.trouble) ?? environments[0]
}

function reasonAgainst(target: PendingInEnvironment | undefined): string | null {
  if (!target) return 'Choose an environment.'
  if (target.trouble) return target.trouble
  return target.pending.length === 0 ? `Nothing is pending in ${target.environment.name}.` : null
}

/** `20240610120000_add_order_note` → `Add order note`. */
function suggestTitle(names: string[]): string {
  const words = names.map((name) => name.replace(/^\d+_/, '').replaceAll('_', ' '))
  const [first, second] = words
  if (!first) return ''
  const head = first.slice(0, 1).toUpperCase() + first.slice(1)
  if (words.length === 1) return head
  return words.length === 2 ? `${head}, ${second}` : `${head} and ${words.length - 1} more`
}

function Wants({ target }: { target: PendingInEnvironment }) {
  const { approvals, snapshot } = target.policy
  return (
    <div className="border-l-2 border-edge pl-3.5 text-sm text-muted">
      <p>
        {target.environment.name} wants{' '}
        {approvals === 0
          ? 'no approval'
          : approvals === 1
            ? 'one approval by somebody else'
            : `${approvals} approvals by others`}
        {snapshot === 'required' ? ' and a verified snapshot' : ''}.
      </p>
      {target.openRequests.length > 0 ? (
        <p className="mt-1">
          Open already: {target.openRequests.map((each) => `#${each.number} ${each.title}`).join(', ')}
        </p>
      ) : null}
    </div>
  )
}

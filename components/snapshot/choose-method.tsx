'use client'

import { ChevronDownIcon, CircleCheckIcon, CircleSlashIcon } from 'lucide-react'
import { useState } from 'react'
import { considerSnapshots, takeSnapshot } from '@/lib/actions/snapshots'
import type { EnvironmentRef } from '@/lib/domain/deploy-request-view'
import type { MethodChoice } from '@/lib/domain/snapshot-view'
import { Button } from '../ui/button'
import { classNames } from '../ui/class-names'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Skeleton } from '../ui/skeleton'
import { useAct } from '../ui/use-act'
import { methodSentences } from './method-words'

export interface ChooseMethodProps {
  projectSlug: string
  environment: EnvironmentRef
  onQueued: (runId: string) => void
}

/** Every method with whether it fits here and now, why, and what it costs, before anything is asked for. */
export function ChooseMethod({ projectSlug, environment, onQueued }: ChooseMethodProps) {
  const [open, setOpen] = useState(false)
  const [choices, setChoices] = useState<MethodChoice[] | null>(null)
  const look = useAct(considerSnapshots)
  const take = useAct(takeSnapshot)
  const where = { projectSlug, environmentSlug: environment.slug }

  function change(next: boolean) {
    setOpen(next)
    if (!next) return
    setChoices(null)
    look.start(where, setChoices)
  }

  return (
    <Dialog
      wide
      open={open}
      onOpenChange={change}
      trigger={
        <Button aria-label={`Choose how ${environment.name} is saved`} className="px-1.5">
          <ChevronDownIcon aria-hidden />
        </Button>
      }
      title={`How ${environment.name} can be saved`}
      description="Asked of the database now. Whatever is taken is restored on trial and compared before it counts."
    >
      {look.failure ? <FailureNotice failure={look.failure} urgent /> : null}
      {take.failure ? <FailureNotice failure={take.failure} urgent /> : null}
      {choices === null && !look.failure ? (
        <div className="space-y-3" aria-hidden>
          <Skeleton className="h-14 w-full" />
          <Skeleton className="h-14 w-full" />
          <Skeleton className="h-14 w-full" />
        </div>
      ) : null}
      {choices ? (
        <ul className="divide-y border-y">
          {choices.map((choice) => (
            <li key={choice.name} className="grid gap-x-6 gap-y-2 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
              <Choice choice={choice} />
              {choice.available ? (
                <Button
                  size="sm"
                  kind={choice.chosen ? 'primary' : 'plain'}
                  busy={take.pending && 'Asking…'}
                  onClick={() =>
                    take.start({ ...where, method: choice.name }, ({ runId }) => onQueued(runId))
                  }
                >
                  Take this one
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
    </Dialog>
  )
}

function Choice({ choice: { name, available, reason, cost, chosen } }: { choice: MethodChoice }) {
  const Icon = available ? CircleCheckIcon : CircleSlashIcon
  return (
    <div className="flex min-w-0 gap-2.5 text-sm">
      <Icon
        aria-hidden
        className={classNames('mt-0.5 size-4 shrink-0', available ? 'text-accent' : 'text-muted')}
      />
      <div className="min-w-0">
        <p className="font-medium">
          {methodSentences[name]}
          {chosen ? <span className="font-normal text-accent"> · what Headgate would take</span> : null}
          {available ? null : <span className="font-normal text-muted"> · not here, not now</span>}
        </p>
        <p className={classNames('mt-0.5 break-words', available ? 'text-ink' : 'text-care')}>{reason}</p>
        {available ? <p className="mt-0.5 text-xs text-muted">{cost}</p> : null}
      </div>
    </div>
  )
}

'use client'

import { useState } from 'react'
import { removeExternalHost } from '@/lib/actions/connections'
import { countOf } from '@/lib/domain/count-words'
import { externalProviderNames } from '@/lib/domain/external-host'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

/** Forgets the host and its key, after saying what can then no longer be reached. */
export function RemoveHostDialog(props: { projectSlug: string; environment: EnvironmentSettings }) {
  const { projectSlug, environment } = props
  const [open, setOpen] = useState(false)
  const { start, pending, failure } = useAct(removeExternalHost)
  const { host } = environment
  if (!host) return null
  const name = externalProviderNames[host.provider]

  function remove() {
    start({ projectSlug, environmentSlug: environment.slug }, () => {
      setOpen(false)
      notify({ title: `${name} is forgotten for ${environment.name}.`, description: 'Its key is gone.' })
    })
  }

  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" kind="quiet">
          Forget…
        </Button>
      }
      title={`Forget ${name} for ${environment.name}?`}
      description={`The stored key is deleted here; revoke it in ${name} as well. ${
        host.snapshots > 0
          ? `${countOf(host.snapshots, 'snapshot')} of Headgate’s stay there as branches: Headgate can then neither open nor delete them.`
          : 'No snapshot of Headgate’s is there.'
      }`}
      footer={
        <>
          <Button kind="danger" busy={pending && 'Forgetting…'} onClick={remove}>
            Forget it
          </Button>
          <Button onClick={() => setOpen(false)}>Keep it</Button>
        </>
      }
    >
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </Dialog>
  )
}

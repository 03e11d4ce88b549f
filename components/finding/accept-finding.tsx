'use client'

import { StampIcon } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { acceptFinding } from '@/lib/actions/deploy-requests'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Textarea } from '../ui/textarea'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'
import type { OnPlan } from './finding-view'

/** Answers for a finding, on this plan alone, with a reason that everybody can read. */
export function AcceptFinding({ on, findingId, title }: { on: OnPlan; findingId: string; title: string }) {
  const { projectSlug, number, planFingerprint, accept } = on
  const formId = useId()
  const [open, setOpen] = useState(false)
  const { start, pending, failure, errorOf } = useAct(acceptFinding)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const reason = `${new FormData(event.currentTarget).get('reason') ?? ''}`
    start({ projectSlug, number, planFingerprint, findingId, reason }, () => {
      setOpen(false)
      notify({ title: 'Accepted, on this plan.', description: 'Another plan asks for it anew.' })
    })
  }

  if (!accept.allowed) {
    return (
      <Button size="sm" icon={<StampIcon />} disabledReason={accept.because}>
        Accept…
      </Button>
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm" icon={<StampIcon />}>
          Accept…
        </Button>
      }
      title="Accept this finding?"
      description={title}
      footer={
        <>
          <Button kind="primary" type="submit" form={formId} busy={pending && 'Accepting…'}>
            Accept it on this plan
          </Button>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} className="space-y-4" noValidate>
        <Field
          label="Why it may happen here"
          hint="It stands in the conversation and in the audit, with your name."
          error={errorOf('reason')}
        >
          <Textarea name="reason" rows={3} required placeholder="When, for how long, who knows of it?" />
        </Field>
        {failure && !errorOf('reason') ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </Dialog>
  )
}

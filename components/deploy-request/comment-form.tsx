'use client'

import { MessageSquareIcon } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { reviewDeployRequest } from '@/lib/actions/deploy-requests'
import type { Act } from '@/lib/domain/act'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Kbd } from '../ui/kbd'
import { Textarea } from '../ui/textarea'
import { useAct } from '../ui/use-act'

export interface CommentFormProps {
  projectSlug: string
  number: number
  planFingerprint: string | null
  act: Act
}

/** A comment on the plan; `c` goes here from anywhere on the page. */
export function CommentForm({ projectSlug, number, planFingerprint, act }: CommentFormProps) {
  const [body, setBody] = useState('')
  const form = useRef<HTMLFormElement>(null)
  const { start, pending, failure, errorOf } = useAct(reviewDeployRequest)
  useEffect(() => {
    function focus(event: KeyboardEvent) {
      const target = event.target as HTMLElement
      if (event.key !== 'c' || event.metaKey || event.ctrlKey || event.altKey) return
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) return
      const field = form.current?.querySelector('textarea')
      if (!field) return
      event.preventDefault()
      field.focus()
      field.scrollIntoView({ block: 'center' })
    }
    window.addEventListener('keydown', focus)
    return () => window.removeEventListener('keydown', focus)
  }, [])

  function send(event: FormEvent) {
    event.preventDefault()
    start({ projectSlug, number, planFingerprint, verdict: 'comment', body }, () => setBody(''))
  }

  if (!act.allowed) return <p className="text-sm text-muted">{act.because}</p>
  return (
    <form ref={form} onSubmit={send} className="max-w-3xl space-y-2 pl-9">
      <Field
        label={
          <span className="inline-flex items-center gap-2">
            Comment <Kbd>c</Kbd>
          </span>
        }
        error={errorOf('body')}
      >
        <Textarea value={body} onChange={(event) => setBody(event.target.value)} rows={2} />
      </Field>
      <Button
        type="submit"
        icon={<MessageSquareIcon />}
        busy={pending && 'Sending…'}
        disabledReason={
          planFingerprint
            ? body.trim() === ''
              ? 'Write something first.'
              : null
            : 'There is no plan to comment on.'
        }
        reasonAt="beside"
      >
        Comment
      </Button>
      {failure && !errorOf('body') ? <FailureNotice failure={failure} urgent /> : null}
    </form>
  )
}

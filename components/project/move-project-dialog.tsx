'use client'

import { type FormEvent, useId, useState } from 'react'
import { moveProject } from '@/lib/actions/projects'
import { countOf } from '@/lib/domain/count-words'
import type { ProjectSettings } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

/** The project's folder moved: where it is now. */
export function MoveProjectDialog({ settings }: { settings: ProjectSettings }) {
  const { slug, name, path, move } = settings
  const formId = useId()
  const [open, setOpen] = useState(false)
  const { start, pending, failure, errorOf } = useAct(moveProject)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const to = `${new FormData(event.currentTarget).get('path') ?? ''}`
    start({ projectSlug: slug, path: to }, ({ migrations }) => {
      setOpen(false)
      notify({
        title: `${name} is read from its new folder.`,
        description: `${countOf(migrations, 'migration')} found there. Moving it back takes it back.`,
      })
    })
  }

  if (!move.allowed) return null
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={<Button>Folder moved…</Button>}
      title={`Where is ${name} now?`}
      description="Its files are read there at once. History, deploy requests and databases stay as they are."
      footer={
        <>
          <Button kind="primary" type="submit" form={formId} busy={pending && 'Reading…'}>
            Read it from there
          </Button>
          <Button onClick={() => setOpen(false)}>Cancel</Button>
        </>
      }
    >
      <form id={formId} method="post" onSubmit={submit} className="space-y-4" noValidate>
        <Field
          label="Folder of the project"
          hint="On the machine where Headgate runs, from the root."
          error={errorOf('path')}
        >
          <Input name="path" mono defaultValue={path} autoComplete="off" spellCheck={false} required />
        </Field>
        {failure && !errorOf('path') ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </Dialog>
  )
}

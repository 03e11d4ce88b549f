'use client'

import { CircleCheckIcon, WandSparklesIcon } from 'lucide-react'
import { useState } from 'react'
import { makeMigrationSafe, previewSafeWay } from '@/lib/actions/safe-way'
import type { Act } from '@/lib/domain/act'
import { count } from '@/lib/domain/verdict'
import { Button } from '../ui/button'
import { Callout } from '../ui/callout'
import { Code } from '../ui/code'
import { CopyButton } from '../ui/copy-button'
import { Dialog } from '../ui/dialog'
import { FailureNotice } from '../ui/failure-notice'
import { State } from '../ui/state'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

type Made = Extract<Awaited<ReturnType<typeof makeMigrationSafe>>, { ok: true }>['value']
type Preview = Omit<Made, 'written'>

export interface MakeSafeProps {
  projectSlug: string
  environmentSlug: string
  migration: string
  checksum: string
  findingId: string
  act: Act
}

/** Writes the safe way into the project: worked out and tried first, shown, and then written by a second click. */
export function MakeSafe({ act, findingId, ...where }: MakeSafeProps) {
  const [open, setOpen] = useState(false)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [made, setMade] = useState<Made | null>(null)
  const looking = useAct(previewSafeWay)
  const making = useAct(makeMigrationSafe)
  const asked = { ...where, findings: [findingId] }

  function show(next: boolean) {
    setOpen(next)
    if (!next) return
    setPreview(null)
    setMade(null)
    looking.start(asked, setPreview)
  }

  function write() {
    making.start({ ...asked, fingerprint: preview?.fingerprint }, (value) => {
      setMade(value)
      if (!value.written) return
      setOpen(false)
      notify({
        title: 'The safe way is written.',
        description: 'Refresh the plan; its approvals have to be given anew.',
      })
    })
  }

  if (!act.allowed) return null
  const readOnly = made !== null && !made.written
  return (
    <Dialog
      wide
      open={open}
      onOpenChange={show}
      trigger={
        <Button size="sm" icon={<WandSparklesIcon />}>
          Make it safe…
        </Button>
      }
      title="Make it safe"
      description={
        <>
          What would be written in place of <Code>{where.migration}</Code>. Nothing is deployed by it.
        </>
      }
      footer={
        <>
          {preview && !readOnly ? (
            <Button kind="primary" busy={making.pending && 'Writing…'} onClick={write}>
              Write {count(preview.migrations.length, 'file', 'files')} into the project
            </Button>
          ) : null}
          <Button onClick={() => setOpen(false)}>{readOnly ? 'Close' : 'Cancel'}</Button>
        </>
      }
    >
      <div className="space-y-4 text-sm">
        {looking.pending && !preview ? (
          <p role="status" className="animate-breathe text-muted">
            Working it out, and trying it on shadow databases…
          </p>
        ) : null}
        {looking.failure ? <FailureNotice failure={looking.failure} urgent /> : null}
        {making.failure ? <FailureNotice failure={making.failure} urgent /> : null}
        {readOnly ? <Patch patch={made.patch} /> : null}
        {preview && !readOnly ? <Written preview={preview} /> : null}
      </div>
    </Dialog>
  )
}

function Written({ preview }: { preview: Preview }) {
  return (
    <>
      <State tone="accent" icon={CircleCheckIcon} className="whitespace-normal!">
        Tried on shadow databases: it ends in the same schema.
      </State>
      {[...preview.kept, ...preview.left].map((text) => (
        <p key={text} className="text-muted">
          {text}
        </p>
      ))}
      <ol aria-label="Files" className="space-y-3">
        {preview.migrations.map(({ name, sql, was, release }) => (
          <li key={name}>
            <p className="flex flex-wrap items-baseline gap-x-3 pb-1">
              <Code className="font-medium">{name}</Code>
              <span className="text-xs text-muted">{was === null ? 'new' : 'written anew'}</span>
              <span className="text-xs text-care">{release}</span>
            </p>
            <Code block className="max-h-72 overflow-y-auto">
              {sql.trim() || '-- Nothing is left to do here.'}
            </Code>
          </li>
        ))}
      </ol>
      <p className="text-muted">
        {preview.after.length === 0
          ? 'The analysis finds nothing more in them.'
          : `The analysis finds ${count(preview.after.length, 'thing', 'things')} in them: ${preview.after.map(({ title }) => title).join('; ')}.`}
      </p>
    </>
  )
}

function Patch({ patch }: { patch: string }) {
  return (
    <>
      <Callout tone="care" title="The source can only be read from here">
        Apply this patch in the project’s folder with <Code>git apply</Code>, and bring the files in.
      </Callout>
      <div className="relative">
        <Code block className="max-h-96 overflow-y-auto pr-9">
          {patch}
        </Code>
        <span className="absolute top-0.5 right-0.5">
          <CopyButton text={patch} label="Copy the patch" />
        </span>
      </div>
    </>
  )
}

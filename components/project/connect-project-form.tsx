'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { connectProject, inspectProject } from '@/lib/actions/projects'
import type { Act } from '@/lib/domain/act'
import type { ProjectInspection } from '@/lib/domain/project-view'
import { Button } from '../ui/button'
import { ButtonLink } from '../ui/button-link'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { useAct } from '../ui/use-act'
import { ProjectFound } from './project-found'

/** A path, then what was found there and its name; the databases come next. */
export function ConnectProjectForm({ connect }: { connect: Act }) {
  const router = useRouter()
  const [path, setPath] = useState('')
  const [found, setFound] = useState<ProjectInspection | null>(null)
  const look = useAct(inspectProject)
  const add = useAct(connectProject)
  const candidates = look.failure?.meta.candidates as string[] | undefined

  function inspect(at: string) {
    setPath(at)
    setFound(null)
    look.start({ path: at }, setFound)
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (!found) return inspect(path)
    const name = `${new FormData(event.currentTarget).get('name') ?? ''}`
    add.start({ path: found.path, name }, ({ slug }) => router.push(`/connect?project=${slug}`))
  }

  return (
    <form method="post" onSubmit={submit} className="max-w-2xl space-y-4" noValidate>
      <Field
        label="Folder of the project"
        hint="On the machine where Headgate runs, from the root. prisma.config.ts, package.json and the usual places are looked at; nothing is run."
        error={look.errorOf('path')}
      >
        <Input
          name="path"
          mono
          spellCheck={false}
          autoComplete="off"
          placeholder="/srv/shop"
          value={path}
          onChange={(event) => {
            setPath(event.currentTarget.value)
            setFound(null)
          }}
          required
        />
      </Field>
      {look.failure ? <FailureNotice failure={look.failure} urgent /> : null}
      {candidates?.length ? (
        <div className="flex flex-wrap gap-2">
          {candidates.map((candidate) => (
            <Button key={candidate} size="sm" onClick={() => inspect(candidate)}>
              <span className="font-mono">{candidate}</span>
            </Button>
          ))}
        </div>
      ) : null}
      {found ? <ProjectFound found={found} /> : null}
      {found?.connectedAs ? (
        <p className="text-sm">
          It is connected already.{' '}
          <ButtonLink size="sm" href={`/p/${found.connectedAs.slug}`}>
            Open {found.connectedAs.name}
          </ButtonLink>
        </p>
      ) : null}
      {found && !found.connectedAs ? (
        <Field label="Name" error={add.errorOf('name')}>
          <Input name="name" defaultValue={found.name} key={found.path} autoComplete="off" required />
        </Field>
      ) : null}
      {add.failure ? <FailureNotice failure={add.failure} urgent /> : null}
      {found ? (
        found.connectedAs ? null : (
          <Button kind="primary" type="submit" busy={add.pending && 'Connecting…'}>
            Connect the project
          </Button>
        )
      ) : (
        <Button
          kind="primary"
          type="submit"
          busy={look.pending && 'Looking…'}
          disabledReason={connect.because}
        >
          Look there
        </Button>
      )}
    </form>
  )
}

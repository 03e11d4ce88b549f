'use client'

import { RotateCcwIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { requestRollback } from '@/lib/actions/runs'
import type { RollbackPreview } from '@/lib/domain/rollback'
import type { RollbackView } from '@/lib/domain/rollback-view'
import type { RollbackWay } from '@/lib/domain/run'
import { Button } from '../ui/button'
import { Callout } from '../ui/callout'
import { classNames } from '../ui/class-names'
import { Code } from '../ui/code'
import { FailureNotice } from '../ui/failure-notice'
import { Field } from '../ui/field'
import { Input } from '../ui/input'
import { Bytes } from '../ui/numbers'
import { Ago, Time } from '../ui/time'
import { useAct } from '../ui/use-act'
import { type ChangedSince, ChangedSinceChoice } from './changed-since-choice'
import { KeptFacts } from './kept-facts'
import { WayColumn } from './way-column'

/** The ways beside each other, the pipeline's warning, and the confirmation by name. */
export function RollbackForm({ view, preview }: { view: RollbackView; preview: RollbackPreview }) {
  const [way, setWay] = useState<RollbackWay | null>(preview.best)
  const [changedSince, setChangedSince] = useState<ChangedSince>('leave')
  const { reverse, kept, restore, best } = preview
  return (
    <div className="space-y-8 pb-9">
      {best === null ? (
        <Callout tone="danger" title="There is no honest way back from this deploy">
          Go forward instead: write a migration that repairs what went wrong, and open a deploy request for
          it.
        </Callout>
      ) : null}
      <fieldset className="min-w-0">
        <legend className="sr-only">Way back</legend>
        <div className={classNames('grid gap-x-10 gap-y-8', kept ? 'lg:grid-cols-3' : 'md:grid-cols-2')}>
          {kept ? (
            <WayColumn
              title="Reverse with kept data"
              option={kept}
              best={best === 'kept'}
              chosen={way === 'kept'}
              onChoose={() => setWay('kept')}
            >
              <KeptFacts forecasts={kept.forecasts} />
            </WayColumn>
          ) : null}
          <WayColumn
            title="Reverse SQL"
            option={reverse}
            best={best === 'reverse'}
            chosen={way === 'reverse'}
            onChoose={() => setWay('reverse')}
          />
          <WayColumn
            title="Restore beside, then swap"
            option={restore}
            best={best === 'restore'}
            chosen={way === 'restore'}
            onChoose={() => setWay('restore')}
          >
            <SnapshotFacts snapshot={view.snapshot} />
          </WayColumn>
        </div>
      </fieldset>
      {way === 'kept' && kept ? (
        <ChangedSinceChoice forecasts={kept.forecasts} value={changedSince} onChange={setChangedSince} />
      ) : null}
      {best === null ? null : <Confirm view={view} preview={preview} way={way} changedSince={changedSince} />}
    </div>
  )
}

function SnapshotFacts({ snapshot }: { snapshot: RollbackView['snapshot'] }) {
  if (!snapshot) return null
  return (
    <p className="text-sm text-muted">
      Snapshot by <Code>{snapshot.method}</Code>
      {snapshot.takenAt ? (
        <>
          {' '}
          of <Time at={snapshot.takenAt} seconds={false} />, <Ago at={snapshot.takenAt} />
        </>
      ) : null}
      {snapshot.sizeBytes === null ? null : (
        <>
          , <Bytes value={snapshot.sizeBytes} />
        </>
      )}
      {snapshot.verifiedAt ? ', restored and checked' : ', never restored'}
    </p>
  )
}

interface ConfirmProps {
  view: RollbackView
  preview: RollbackPreview
  way: RollbackWay | null
  changedSince: ChangedSince
}

function Confirm({ view, preview, way, changedSince }: ConfirmProps) {
  const router = useRouter()
  const [typed, setTyped] = useState('')
  const { start, pending, failure, errorOf } = useAct(requestRollback)
  const { project, environment, run } = view

  function send(event: FormEvent) {
    event.preventDefault()
    const input = {
      projectSlug: project.slug,
      deployRunId: view.deployRunId,
      way,
      snapshotId: way === 'restore' ? preview.restore.snapshotId : null,
      planFingerprint: preview.reverse.planFingerprint,
      reverseFingerprint:
        (way === 'kept' && preview.kept?.keptFingerprint) || preview.reverse.reverseFingerprint,
      changedSince,
      confirmation: typed,
    }
    start(input, ({ runId }) => router.push(`/p/${project.slug}/runs/${runId}`))
  }

  return (
    <div className="max-w-3xl space-y-6">
      <Callout tone="care" title={preview.pipelineWarning.text}>
        <ul className="list-disc space-y-0.5 pl-5 text-ink">
          {preview.pipelineWarning.waysOut.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </Callout>
      <form onSubmit={send} className="max-w-md space-y-3">
        <Field
          label={
            <>
              Type <Code>{environment.name}</Code> to confirm
            </>
          }
          error={errorOf('confirmation')}
        >
          <Input
            mono
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
          />
        </Field>
        <Button
          type="submit"
          kind="danger"
          icon={<RotateCcwIcon />}
          disabledReason={run.because ?? reasonAgainst(typed, environment.name, way)}
          busy={pending && 'Starting…'}
        >
          {way === 'restore' ? `Restore and swap ${environment.name}` : `Roll back ${environment.name}`}
        </Button>
        {failure && !errorOf('confirmation') ? <FailureNotice failure={failure} urgent /> : null}
      </form>
    </div>
  )
}

function reasonAgainst(typed: string, name: string, way: RollbackWay | null): string | null {
  if (way === null) return 'Choose a way.'
  if (typed === name) return null
  return typed.trim() === '' ? 'The name is not typed yet.' : `That is not “${name}”, letter for letter.`
}

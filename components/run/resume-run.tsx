'use client'

import { StepForwardIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { resumeDeploy } from '@/lib/actions/deploy-requests'
import type { Doubt } from '@/lib/domain/run'
import type { ResumeView } from '@/lib/domain/run-view'
import { Button } from '../ui/button'
import { Callout } from '../ui/callout'
import { FailureNotice } from '../ui/failure-notice'
import { useAct } from '../ui/use-act'
import { SqlText } from './sql-text'

/** Goes on with a deploy that stopped half-way, and says in one sentence where; asks about what only a person can tell. */
export function ResumeRun({ projectSlug, resume }: { projectSlug: string; resume: ResumeView }) {
  const router = useRouter()
  const { start, pending, failure } = useAct(resumeDeploy)
  const [doubt, setDoubt] = useState<Doubt | null>(null)
  const { runId, number, act, words } = resume
  const unsaid = resume.doubt && doubt === null ? 'Say first whether the statement ran.' : null

  function go() {
    const input = { projectSlug, number, runId, ...(resume.doubt && doubt && { doubt }) }
    start(input, (queued) => router.push(`/p/${projectSlug}/runs/${queued.runId}`))
  }

  return (
    <Callout tone="care" title="This deploy can go on where it stopped">
      <p className="wrap-anywhere">{words} The approvals of its plan hold.</p>
      {resume.doubt ? <AskDoubt asked={resume.doubt} doubt={doubt} onSay={setDoubt} /> : null}
      <div className="mt-2.5 space-y-2">
        <Button
          kind="primary"
          icon={<StepForwardIcon />}
          disabledReason={act.because ?? unsaid}
          busy={pending && 'Starting…'}
          onClick={go}
        >
          Resume the deploy
        </Button>
        {failure ? <FailureNotice failure={failure} urgent /> : null}
      </div>
    </Callout>
  )
}

interface AskDoubtProps {
  asked: NonNullable<ResumeView['doubt']>
  doubt: Doubt | null
  onSay: (doubt: Doubt) => void
}

const answers: { value: Doubt; label: string; means: string }[] = [
  { value: 'ran', label: 'It ran', means: 'what it does is there, whole; the deploy goes on after it' },
  { value: 'did_not_run', label: 'It did not run', means: 'nothing of it is there; it is run again' },
]

function AskDoubt({ asked, doubt, onSay }: AskDoubtProps) {
  return (
    <fieldset className="mt-3 space-y-2">
      <legend className="font-medium text-ink">
        Did statement {asked.statement} of <span className="font-mono wrap-anywhere">{asked.migration}</span>{' '}
        run? Look at the data: neither ledger nor schema can tell.
      </legend>
      <SqlText sql={asked.sql} from={asked.line} pieces={undefined} />
      {answers.map(({ value, label, means }) => (
        <label key={value} className="flex items-baseline gap-2 pointer-coarse:py-1.5">
          <input
            type="radio"
            name="doubt"
            value={value}
            checked={doubt === value}
            onChange={() => onSay(value)}
            className="accent-accent"
          />
          <span>
            <span className="font-medium text-ink">{label}</span>: {means}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

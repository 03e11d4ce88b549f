'use client'

import { useEffect, useRef } from 'react'
import { endedRunStates } from '@/lib/domain/run'
import { brokenStep } from '@/lib/domain/run-verdict'
import type { RunView, StepView } from '@/lib/domain/run-view'
import { ChannelList } from '../channel/channel-list'
import { stationTone, stationWord } from '../channel/station'
import { Duration } from '../ui/numbers'
import { Skeleton } from '../ui/skeleton'
import { toneText } from '../ui/tone'
import { RunStatement } from './run-statement'
import type { SqlColours } from './sql-text'
import { StepNotes } from './step-notes'

/** The run as a channel: its steps down the line, the statements of a migration inside its step. */
export function RunSteps({ run, colours }: { run: RunView; colours: SqlColours }) {
  const broken = brokenStep(run.steps)
  useOpenAtFailure(broken?.position)
  const top = run.steps.filter((step) => step.parent === null)
  if (top.length === 0 && endedRunStates.includes(run.state))
    return <p className="text-sm text-muted">It ended before its first step.</p>
  if (top.length === 0) return <Skeleton lines={3} className="max-w-md" />
  return (
    <ChannelList
      label="Steps"
      items={top.map((step) => ({
        key: String(step.position),
        state: step.state,
        content: (
          <Step
            step={step}
            statements={run.steps.filter((each) => each.parent === step.position)}
            broken={broken?.position ?? null}
            colours={colours}
            many={top.length > 12}
          />
        ),
      }))}
    />
  )
}

/** Brings the failing statement into view, once for each failure. */
function useOpenAtFailure(position: number | undefined) {
  const shown = useRef<number>(undefined)
  useEffect(() => {
    if (position === undefined || shown.current === position) return
    shown.current = position
    const element = document.getElementById(`step-${position}`)
    element?.scrollIntoView({ block: 'center' })
    element?.querySelector<HTMLElement>('summary')?.focus({ preventScroll: true })
  }, [position])
}

interface StepProps {
  step: StepView
  statements: StepView[]
  broken: number | null
  colours: SqlColours
  many: boolean
}

function Step({ step, statements, broken, colours, many }: StepProps) {
  const opened = !many || step.state === 'running' || step.state === 'failed' || step.state === 'unknown'
  const head = <StepHead step={step} statements={statements} />
  if (statements.length === 0)
    return (
      <div id={`step-${step.position}`} className="pb-2">
        {head}
        <StepNotes detail={step.detail} />
      </div>
    )
  return (
    <details key={opened ? 'open' : 'closed'} open={opened} className="pb-2">
      <summary className="list-none [&::-webkit-details-marker]:hidden">{head}</summary>
      <StepNotes detail={step.detail} />
      <ol aria-label={`Statements of ${step.title}`} className="mt-1.5 divide-y border-y">
        {statements.map((statement, index) => (
          <RunStatement
            key={statement.position}
            step={statement}
            number={index + 1}
            broken={statement.position === broken}
            colours={colours}
          />
        ))}
      </ol>
    </details>
  )
}

function StepHead({ step, statements }: { step: StepView; statements: StepView[] }) {
  const done = statements.filter((statement) => statement.state === 'done').length
  const ms = durationOf(step)
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
      <span
        className={step.kind === 'migration' ? 'font-mono text-sm font-medium wrap-anywhere' : 'font-medium'}
      >
        {step.title}
      </span>
      <span className={`text-sm ${toneText[stationTone[step.state]]}`}>{stationWord[step.state]}</span>
      {statements.length > 0 ? (
        <span className="text-sm text-muted">
          {done} of {statements.length} {statements.length === 1 ? 'statement' : 'statements'}
        </span>
      ) : null}
      {ms === null ? null : (
        <span className="ml-auto text-sm text-muted">
          <Duration ms={ms} />
        </span>
      )}
    </div>
  )
}

export function durationOf(step: StepView): number | null {
  if (step.detail.durationMs !== undefined) return step.detail.durationMs
  if (!step.startedAt || !step.endedAt) return null
  return Date.parse(step.endedAt) - Date.parse(step.startedAt)
}

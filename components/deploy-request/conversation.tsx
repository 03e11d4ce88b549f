import {
  CircleXIcon,
  FileDiffIcon,
  MessageSquareIcon,
  MessageSquareWarningIcon,
  PlayIcon,
  PlusIcon,
  RotateCcwIcon,
  ShieldCheckIcon,
  SquareIcon,
  StampIcon,
} from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { ConversationEntry } from '@/lib/domain/deploy-request-view'
import { runNoun } from '@/lib/domain/run'
import { RunStateWord } from '../run/run-state'
import { classNames } from '../ui/class-names'
import { Code } from '../ui/code'
import { Time } from '../ui/time'

/** What was said and what happened, oldest first. An approval that no longer counts stays, and says why. */
export function Conversation({
  entries,
  projectSlug,
}: {
  entries: ConversationEntry[]
  projectSlug: string
}) {
  return (
    <ol aria-label="Conversation" className="max-w-3xl">
      {entries.map((entry) => (
        <li key={entry.id} className="group relative flex gap-3 pb-4">
          <span
            aria-hidden
            className="absolute top-6 bottom-0 left-[0.6875rem] w-px bg-line group-last:hidden"
          />
          <Entry entry={entry} projectSlug={projectSlug} />
        </li>
      ))}
    </ol>
  )
}

function Entry({ entry, projectSlug }: { entry: ConversationEntry; projectSlug: string }) {
  switch (entry.kind) {
    case 'opened':
      return (
        <Line icon={<PlusIcon />} at={entry.at} body={entry.body}>
          <b className="font-medium">{entry.by.name}</b> opened this deploy request
        </Line>
      )
    case 'plan':
      return (
        <Line icon={<FileDiffIcon />} at={entry.at} tone={entry.change ? 'text-care' : ''}>
          {entry.first ? 'Plan' : 'New plan'} <Code>{entry.fingerprint.slice(0, 12)}</Code>
          {entry.change ? (
            <>
              : {lowerFirst(entry.change.explanation)}
              {entry.change.details.length > 0 ? (
                <ul className="mt-1 list-disc pl-5 text-sm text-muted">
                  {entry.change.details.map((detail) => (
                    <li key={detail}>{detail}</li>
                  ))}
                </ul>
              ) : null}
            </>
          ) : entry.first ? (
            ' was made'
          ) : (
            ' was made'
          )}
        </Line>
      )
    case 'run':
      return (
        <Line icon={entry.run.kind === 'rollback' ? <RotateCcwIcon /> : <PlayIcon />} at={entry.at}>
          <b className="font-medium">{entry.run.requestedBy.name}</b> asked for a{' '}
          <Link href={`/p/${projectSlug}/runs/${entry.run.id}`} className="text-accent underline">
            {runNoun(entry.run.kind)}
          </Link>{' '}
          <RunStateWord state={entry.run.state} />
          {entry.run.outcome ? <p className="text-sm text-muted">{entry.run.outcome.what}</p> : null}
        </Line>
      )
    case 'closed':
      return (
        <Line icon={<SquareIcon />} at={entry.at}>
          Closed
        </Line>
      )
    case 'review':
      return <Review entry={entry} />
    case 'accepted':
      return <Accepted entry={entry} />
  }
}

const verdictLooks = {
  approve: { icon: <StampIcon />, tone: 'text-accent', words: 'approved the plan' },
  request_changes: {
    icon: <MessageSquareWarningIcon />,
    tone: 'text-care',
    words: 'asked for changes to the plan',
  },
  comment: { icon: <MessageSquareIcon />, tone: '', words: 'commented' },
} as const

function Review({ entry }: { entry: Extract<ConversationEntry, { kind: 'review' }> }) {
  const look = verdictLooks[entry.verdict]
  const voided = entry.voidedAt !== null
  return (
    <Line
      icon={voided ? <CircleXIcon /> : look.icon}
      tone={voided ? 'text-faint' : look.tone}
      at={entry.at}
      body={entry.body}
    >
      <span className={voided ? 'text-muted line-through' : ''}>
        <b className="font-medium">{entry.by.name}</b> {look.words}{' '}
        {entry.verdict !== 'comment' && entry.planFingerprint ? (
          <Code>{entry.planFingerprint.slice(0, 12)}</Code>
        ) : null}
      </span>
      {entry.voidedAt ? (
        <span className="block text-sm text-care">
          Void since <Time at={entry.voidedAt} />: {lowerFirst(entry.voidedBecause ?? 'the plan changed')}
        </span>
      ) : null}
    </Line>
  )
}

function Accepted({ entry }: { entry: Extract<ConversationEntry, { kind: 'accepted' }> }) {
  const { ended } = entry
  return (
    <Line
      icon={ended ? <CircleXIcon /> : <ShieldCheckIcon />}
      tone={ended ? 'text-faint' : 'text-care'}
      at={entry.at}
      body={entry.reason}
    >
      <span className={ended ? 'text-muted line-through' : ''}>
        <b className="font-medium">{entry.by.name}</b> accepted the finding “{entry.title}”
      </span>
      {ended ? <span className="block text-sm text-care">{ended}</span> : null}
    </Line>
  )
}

interface LineProps {
  icon: ReactNode
  at: string
  tone?: string
  body?: string
  children: ReactNode
}

function Line({ icon, at, tone, body, children }: LineProps) {
  return (
    <>
      <span
        aria-hidden
        className={classNames(
          'flex size-6 shrink-0 items-center justify-center [&_svg]:size-4',
          tone || 'text-muted',
        )}
      >
        {icon}
      </span>
      <div className="min-w-0 flex-1 pt-0.5">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <div className="min-w-0 flex-1 basis-64">{children}</div>
          <span className="text-xs text-faint">
            <Time at={at} seconds={false} />
          </span>
        </div>
        {body ? <p className="mt-1 max-w-prose border-l-2 pl-3 whitespace-pre-wrap">{body}</p> : null}
      </div>
    </>
  )
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}

import { BanIcon, CircleHelpIcon, InfoIcon, StarIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RollbackOption } from '@/lib/domain/rollback'
import { sumOf } from '@/lib/domain/verdict'
import { Losses } from '../deploy-request/losses'
import { Badge } from '../ui/badge'
import { classNames } from '../ui/class-names'
import { Duration } from '../ui/numbers'

export interface WayColumnProps {
  title: string
  option: RollbackOption
  best: boolean
  chosen: boolean
  onChoose: () => void
  /** Facts of this way alone. */
  children?: ReactNode
}

/** One way back: what it does, what it loses (the number largest), what is not known, how long it takes. */
export function WayColumn({ title, option, best, chosen, onChoose, children }: WayColumnProps) {
  return (
    <div
      className={classNames('min-w-0 space-y-4 border-t-2 pt-3', chosen ? 'border-accent' : 'border-line')}
    >
      <label className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <input
          type="radio"
          name="way"
          checked={chosen}
          disabled={!option.possible}
          onChange={onChoose}
          className="size-4 accent-(--accent)"
        />
        <span className="text-lg font-semibold">{title}</span>
        {best ? (
          <Badge tone="accent">
            <StarIcon aria-hidden /> suggested
          </Badge>
        ) : null}
      </label>
      <p className="max-w-prose">{option.does}</p>
      {option.possible ? <Lost option={option} /> : <Impossible because={option.impossibleBecause} />}
      <Remarks option={option} />
      {option.losses.length > 0 ? <Losses losses={option.losses} label={`Lost by: ${title}`} /> : null}
      <p className="text-sm text-muted">
        {option.expectedMs === null ? (
          option.possible ? (
            'How long it takes was not measured.'
          ) : null
        ) : (
          <>
            Its trial took <Duration ms={option.expectedMs} />; comparing every row comes on top.
          </>
        )}
      </p>
      {children}
    </div>
  )
}

/** What is not known, in amber, and what one should know before, without alarm. */
function Remarks({ option }: { option: RollbackOption }) {
  const { unknown, notes = [] } = option
  if (unknown.length + notes.length === 0) return null
  return (
    <ul className="space-y-1.5 text-sm">
      {unknown.map((text) => (
        <li key={text} className="flex gap-2">
          <CircleHelpIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-care" />
          <span>
            <span className="sr-only">Not known: </span>
            {text}
          </span>
        </li>
      ))}
      {notes.map((text) => (
        <li key={text} className="flex gap-2 text-muted">
          <InfoIcon aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}

function Lost({ option }: { option: RollbackOption }) {
  const values = sumOf(option.losses)
  const written = option.writtenSince ?? []
  const rows = written.reduce((sum, row) => sum + (row.beforeDeploy ?? 0) + (row.afterDeploy ?? 0), 0)
  // The losses of a restore are those rows: counted once.
  const lost = option.losses.length > 0 ? values : rows
  const uncounted =
    option.losses.some((loss) => loss.count === null) ||
    written.some((row) => row.beforeDeploy === null || row.afterDeploy === null)
  if (lost === 0 && uncounted)
    return <p className="text-2xl font-semibold text-care">Loses an unknown amount</p>
  if (lost === 0) return <p className="text-2xl font-semibold text-accent">Loses nothing that was counted</p>
  return (
    <p className="text-base">
      Loses{' '}
      <span className="text-3xl font-semibold tracking-tight text-danger">
        {uncounted ? 'at least ' : ''}
        {lost.toLocaleString('en-US')}
      </span>{' '}
      {lostWords(option.way, lost)}
    </p>
  )
}

function lostWords(way: RollbackOption['way'], lost: number): string {
  // Rows that were deleted since come back: a change that is undone, like one that is lost.
  if (way === 'restore') return `${lost === 1 ? 'change' : 'changes'} of rows since the snapshot`
  return lost === 1 ? 'row or value' : 'rows or values'
}

function Impossible({ because }: { because: string[] }) {
  return (
    <div className="flex gap-3 border-l-2 border-danger pl-3">
      <BanIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div>
        <p className="font-medium text-danger">Not possible</p>
        <ul className="text-sm">
          {because.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

import { CircleHelpIcon, TriangleAlertIcon } from 'lucide-react'
import type { Loss } from '@/lib/domain/plan'
import { classNames } from '../ui/class-names'
import { Code } from '../ui/code'

/** What is lost, the number first and largest; what was not counted says so instead of a number. */
export function Losses({ losses, label }: { losses: readonly Loss[]; label: string }) {
  const empty = losses.filter((loss) => loss.count === 0)
  const full = losses.filter((loss) => loss.count !== 0)
  const sorted = full.toSorted((a, b) => (b.count ?? 0.5) - (a.count ?? 0.5))
  return (
    <ul aria-label={label} className="grid grid-cols-1 divide-y border-y sm:grid-cols-[auto_minmax(0,1fr)]">
      {sorted.map((loss) => (
        <li
          key={`${loss.object}${loss.what}`}
          className="grid gap-x-5 py-2.5 sm:col-span-2 sm:grid-cols-subgrid sm:items-baseline"
        >
          <LostNumber loss={loss} />
          <div className="min-w-0">
            <p>{withoutPublic(loss.what)}</p>
            <p className="text-sm text-muted">
              <Code>{objectName(loss.object)}</Code>
              {countWords(loss) ? ` · ${countWords(loss)}` : ''}
            </p>
          </div>
        </li>
      ))}
      {empty.length > 0 ? (
        <li className="py-2 text-sm text-muted sm:col-span-2">
          Holding nothing now:{' '}
          {empty.map((loss, index) => (
            <span key={`${loss.object}${loss.what}`}>
              {index > 0 ? ', ' : ''}
              <Code>{objectName(loss.object)}</Code>
            </span>
          ))}
        </li>
      ) : null}
    </ul>
  )
}

function LostNumber({ loss }: { loss: Loss }) {
  const uncounted = loss.count === null
  const Icon = uncounted ? CircleHelpIcon : TriangleAlertIcon
  return (
    <p
      className={classNames(
        'flex items-center gap-2 font-semibold tabular-nums sm:justify-end',
        uncounted ? 'text-base text-care' : 'text-2xl tracking-tight text-danger',
      )}
    >
      <Icon aria-hidden className="size-4" />
      {uncounted ? 'unknown' : `${loss.exact ? '' : '≈ '}${loss.count?.toLocaleString('en-US')}`}
    </p>
  )
}

function countWords(loss: Loss): string {
  if (loss.count === null) return loss.why ?? 'it was not counted'
  const of = loss.of === null ? '' : `of ${loss.of.toLocaleString('en-US')} rows`
  return [of, loss.exact ? '' : 'estimated', loss.why ?? ''].filter(Boolean).join(', ')
}

function withoutPublic(text: string): string {
  return text.replace(/(^| )public\./g, '$1')
}

/** `column:public.orders.note` → `orders.note`. */
export function objectName(key: string): string {
  return key.replace(/^[^:]*:/, '').replace(/^public\./, '')
}

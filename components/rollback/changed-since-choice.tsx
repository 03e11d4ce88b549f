import type { PutBackForecast } from '@/lib/domain/kept-data'
import { count } from '@/lib/domain/verdict'

export type ChangedSince = 'leave' | 'overwrite'

const choices: { value: ChangedSince; label: string; means: string }[] = [
  {
    value: 'leave',
    label: 'Leave them',
    means: 'They stay as they were written; what was kept of them is not put back.',
  },
  {
    value: 'overwrite',
    label: 'Overwrite them',
    means: 'They get the value from before the deploy; what was written since is lost.',
  },
]

/** What becomes of values that were written since the deploy; asked only where there are any, or may be. */
export function ChangedSinceChoice({
  forecasts,
  value,
  onChange,
}: {
  forecasts: readonly PutBackForecast[]
  value: ChangedSince
  onChange: (value: ChangedSince) => void
}) {
  const rows = forecasts.reduce((sum, { changed }) => sum + (changed ?? 0), 0)
  const unknown = forecasts.some(({ changed }) => changed === null)
  if (rows === 0 && !unknown) return null
  const how = unknown
    ? 'Rows that were written since the deploy'
    : `${count(rows, 'row', 'rows')} written since the deploy`
  return (
    <fieldset className="max-w-3xl space-y-2 border-t pt-3">
      <legend className="float-left mb-2 text-base font-semibold">{how}</legend>
      <div className="clear-both grid gap-x-8 gap-y-2 sm:grid-cols-2">
        {choices.map((choice) => (
          <label key={choice.value} className="flex gap-2.5">
            <input
              type="radio"
              name="changed-since"
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
              className="mt-1 size-4 shrink-0 accent-(--accent)"
            />
            <span>
              <span className="font-medium">{choice.label}</span>
              <span className="block text-sm text-muted">{choice.means}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

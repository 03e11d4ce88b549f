import type { PendingInEnvironment } from '@/lib/domain/deploy-request-view'
import { Ago } from '../ui/time'

export interface EnvironmentChoiceProps {
  environments: PendingInEnvironment[]
  chosen: string
  onChoose: (slug: string) => void
}

/** Where to: every environment with how much waits there. */
export function EnvironmentChoice({ environments, chosen, onChoose }: EnvironmentChoiceProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="pb-1.5 text-sm font-medium">Environment</legend>
      <div className="divide-y border-y">
        {environments.map(({ environment, pending, applied, observedAt, trouble }) => (
          <label
            key={environment.slug}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-1 py-2.5 has-checked:bg-accent-wash has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="environment"
              value={environment.slug}
              checked={environment.slug === chosen}
              onChange={() => onChoose(environment.slug)}
              className="translate-y-0.5 accent-(--accent)"
            />
            <span className="font-medium">{environment.name}</span>
            <span className="text-sm text-muted">
              {pending.length === 0 ? 'nothing pending' : `${pending.length} pending`}, {applied} applied
            </span>
            <span className="ml-auto text-xs text-faint">
              {observedAt ? (
                <>
                  seen <Ago at={observedAt} />
                </>
              ) : (
                'never seen'
              )}
            </span>
            {trouble ? (
              <span className="w-full min-w-0 pl-6 text-sm text-care wrap-anywhere">{trouble}</span>
            ) : null}
          </label>
        ))}
      </div>
    </fieldset>
  )
}

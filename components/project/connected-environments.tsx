import { CircleAlertIcon, CircleCheckIcon } from 'lucide-react'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { State } from '../ui/state'

/** The databases that are connected so far, and whether the first look at them worked. */
export function ConnectedEnvironments({ environments }: { environments: EnvironmentSettings[] }) {
  return (
    <ul className="space-y-1.5 pb-8 text-sm">
      {environments.map(({ slug, name, label, observedAt, unreachable }) => (
        <li key={slug} className="flex flex-wrap gap-x-3">
          {observedAt && !unreachable ? (
            <State tone="accent" icon={CircleCheckIcon}>
              connected
            </State>
          ) : (
            <State tone="care" icon={CircleAlertIcon}>
              connected, not looked at yet
            </State>
          )}
          <span className="font-medium">{name}</span>
          <code className="font-mono text-muted">{label}</code>
        </li>
      ))}
    </ul>
  )
}

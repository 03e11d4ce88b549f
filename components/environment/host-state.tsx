import { CloudIcon } from 'lucide-react'
import type { Act } from '@/lib/domain/act'
import { externalProviderNames } from '@/lib/domain/external-host'
import type { EnvironmentSettings } from '@/lib/domain/project-view'
import { Code } from '../ui/code'
import { Time } from '../ui/time'
import { HostDialog } from './host-dialog'
import { RemoveHostDialog } from './remove-host-dialog'

export interface HostStateProps {
  projectSlug: string
  environment: EnvironmentSettings
  may: Act
}

/** The host that makes snapshots of this database when it is asked, or that there is none. */
export function HostState({ projectSlug, environment, may }: HostStateProps) {
  const { host } = environment
  if (!host && !may.allowed) return null
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pb-5 text-sm">
      <p className="flex min-w-0 items-start gap-2">
        <CloudIcon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        {host ? (
          <span>
            {externalProviderNames[host.provider]} makes snapshots of it: branches of{' '}
            <Code>{host.branchName}</Code> in the project <Code>{host.projectName}</Code>.{' '}
            <span className="text-muted">
              Tried <Time at={host.testedAt} seconds={false} />; the key is stored encrypted.
            </span>
          </span>
        ) : (
          <span className="text-muted">
            No host makes snapshots of it. On Neon, Headgate can ask for a branch instead of copying data.
          </span>
        )}
      </p>
      {may.allowed ? (
        <span className="flex flex-wrap gap-2">
          <HostDialog projectSlug={projectSlug} environment={environment} />
          {host ? <RemoveHostDialog projectSlug={projectSlug} environment={environment} /> : null}
        </span>
      ) : null}
    </div>
  )
}

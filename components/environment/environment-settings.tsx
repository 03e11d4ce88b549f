import type { Act } from '@/lib/domain/act'
import type { EnvironmentSettings as Settings } from '@/lib/domain/project-view'
import { Badge } from '../ui/badge'
import { FailureNotice } from '../ui/failure-notice'
import { Section } from '../ui/section'
import { Time } from '../ui/time'
import { DisconnectDialog } from './disconnect-dialog'
import { GateState } from './gate-state'
import { HostState } from './host-state'
import { PolicyForm } from './policy-form'
import { ReplaceAddressDialog } from './replace-address-dialog'

export interface EnvironmentSettingsProps {
  projectSlug: string
  environment: Settings
  connect: Act
  changePolicy: Act
}

/** One environment: where it is, whether it answers, what it demands. */
export function EnvironmentSettings({
  projectSlug,
  environment,
  connect,
  changePolicy,
}: EnvironmentSettingsProps) {
  const { slug, name, kind, label, serverVersion, hasShadowUrl, observedAt, unreachable } = environment
  return (
    <Section
      id={slug}
      title={name}
      aside={<Badge tone={kind === 'production' ? 'accent' : 'quiet'}>{kind}</Badge>}
      actions={
        <>
          <ReplaceAddressDialog projectSlug={projectSlug} environment={environment} may={connect} />
          <DisconnectDialog projectSlug={projectSlug} environment={environment} may={connect} />
        </>
      }
    >
      <p className="flex flex-wrap gap-x-3 pb-4 text-sm text-muted">
        <code className="font-mono break-all text-ink">{label}</code>
        {serverVersion ? <span>PostgreSQL {serverVersion}</span> : null}
        {hasShadowUrl ? <span>with a shadow address of its own</span> : null}
        <span>
          {observedAt ? (
            <>
              last seen <Time at={observedAt} seconds={false} />
            </>
          ) : (
            'not looked at yet'
          )}
        </span>
      </p>
      {unreachable ? (
        <div className="pb-4">
          <FailureNotice failure={unreachable} />
        </div>
      ) : null}
      <GateState environment={environment} />
      <HostState projectSlug={projectSlug} environment={environment} may={connect} />
      {/* Made anew when the policy was changed, so that it shows what is in force. */}
      <PolicyForm
        key={JSON.stringify(environment.policy)}
        projectSlug={projectSlug}
        environment={environment}
        may={changePolicy}
      />
    </Section>
  )
}

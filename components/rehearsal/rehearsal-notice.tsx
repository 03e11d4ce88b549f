import type { DeployRequestView } from '@/lib/domain/deploy-request-view'
import { ButtonLink } from '../ui/button-link'
import { Callout } from '../ui/callout'

/** The deploy failed on a copy: loud, whatever the policy says, unless the last run says the same right above. */
export function RehearsalNotice({ view }: { view: DeployRequestView }) {
  const { newest } = view.rehearsal ?? {}
  if (view.state !== 'open' || !newest || newest.result.forward.ok) return null
  if (view.runs.at(-1)?.id === newest.runId) return null
  return (
    <div className="pb-6">
      <Callout
        tone="danger"
        title="This deploy failed when it was rehearsed"
        actions={
          newest.runId ? (
            <ButtonLink href={`/p/${view.project.slug}/runs/${newest.runId}`}>Open the rehearsal</ButtonLink>
          ) : null
        }
      >
        {newest.result.forward.failure}
      </Callout>
    </div>
  )
}

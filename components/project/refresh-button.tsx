'use client'

import { RefreshCwIcon } from 'lucide-react'
import { refreshProject } from '@/lib/actions/projects'
import type { Act } from '@/lib/domain/act'
import { countOf } from '@/lib/domain/count-words'
import { Button } from '../ui/button'
import { FailureNotice } from '../ui/failure-notice'
import { notify } from '../ui/toast'
import { useAct } from '../ui/use-act'

/** Reads the project's files again. */
export function RefreshButton({ projectSlug, may }: { projectSlug: string; may: Act }) {
  const { start, pending, failure } = useAct(refreshProject)
  const refresh = () =>
    start({ projectSlug }, ({ changed, migrations }) =>
      notify({
        title: changed ? 'The files have changed.' : 'The files are those that were known.',
        description: changed
          ? `${countOf(migrations, 'migration')}; plans of open deploy requests are compared with them.`
          : `${countOf(migrations, 'migration')}, nothing new.`,
      }),
    )
  return (
    <div className="max-w-full space-y-3">
      <Button
        icon={<RefreshCwIcon aria-hidden />}
        onClick={refresh}
        busy={pending && 'Reading…'}
        disabledReason={may.because}
      >
        Read the files again
      </Button>
      {failure ? <FailureNotice failure={failure} urgent /> : null}
    </div>
  )
}

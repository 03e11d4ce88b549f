'use client'

import { RefreshCwIcon } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { observeEnvironment } from '@/lib/actions/environments'
import type { Act } from '@/lib/domain/act'
import { Button } from '../ui/button'
import { notify } from '../ui/toast'

export interface LookAgainProps {
  projectSlug: string
  environments: { slug: string; name: string }[]
  act: Act
}

/** Reads files, ledgers and schemas anew, one environment after the other, and says what came of it. */
export function LookAgain({ projectSlug, environments, act }: LookAgainProps) {
  const router = useRouter()
  const [at, setAt] = useState<string | null>(null)
  async function look() {
    const failed: string[] = []
    for (const { slug, name } of environments) {
      setAt(name)
      const result = await observeEnvironment({ projectSlug, environmentSlug: slug }).catch(() => null)
      if (!result) failed.push(`${name}: the server did not answer.`)
      else if (!result.ok) failed.push(`${name}: ${result.failure.what}`)
    }
    setAt(null)
    router.refresh()
    if (failed.length > 0)
      notify({ title: 'Not everything could be seen.', description: failed.join(' '), tone: 'danger' })
    else notify({ title: 'Looked again.', description: 'This page shows what was found just now.' })
  }
  return (
    <Button
      icon={<RefreshCwIcon aria-hidden />}
      disabledReason={act.allowed ? null : act.because}
      busy={at ? `Looking at ${at}…` : false}
      onClick={look}
    >
      Look again
    </Button>
  )
}

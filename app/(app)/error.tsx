'use client'

import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Code } from '@/components/ui/code'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'

export default function PageFailed({
  error,
  reset,
}: {
  error: Error & { digest?: string }
  reset: () => void
}) {
  return (
    <>
      <PageHeader title="This page could not be made." />
      <EmptyState
        title="Something failed that should not fail; nothing was changed by it."
        actions={
          <>
            <Button kind="primary" onClick={reset}>
              Try again
            </Button>
            <ButtonLink href="/">To the overview</ButtonLink>
          </>
        }
      >
        {error.digest ? (
          <>
            Whoever runs Headgate finds the cause in its log under <Code>{error.digest}</Code>.
          </>
        ) : (
          'Whoever runs Headgate finds the cause in its log.'
        )}
      </EmptyState>
    </>
  )
}

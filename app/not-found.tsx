import type { Metadata } from 'next'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'

export const metadata: Metadata = { title: 'Nothing here' }

export default function NotFound() {
  return (
    <main id="content" className="mx-auto max-w-xl px-4 py-16">
      <EmptyState
        title="There is nothing at this address."
        actions={<ButtonLink href="/">To Headgate</ButtonLink>}
      >
        Check its spelling.
      </EmptyState>
    </main>
  )
}

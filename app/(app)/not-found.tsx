import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'

export default function NotFound() {
  return (
    <>
      <PageHeader title="There is nothing at this address." />
      <EmptyState
        title="It may have been removed, or never was."
        actions={<ButtonLink href="/">To the overview</ButtonLink>}
      >
        Check the address, or find it by name with ⌘K.
      </EmptyState>
    </>
  )
}

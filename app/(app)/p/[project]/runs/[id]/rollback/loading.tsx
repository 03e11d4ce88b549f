import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <div aria-busy="true">
      <PageHeader title="Roll back" meta="Computing what it would do and lose, on the live database…" />
      <div className="grid gap-10 md:grid-cols-2">
        <Skeleton lines={7} />
        <Skeleton lines={7} />
      </div>
    </div>
  )
}

import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'

/** The gate looks at the live database, which may take a moment. */
export default function Loading() {
  return (
    <div aria-busy="true">
      <PageHeader title={<Skeleton className="h-6 w-80 max-w-full" />} meta="Looking at the gate…" />
      <Skeleton className="mb-6 h-8 w-72" />
      <div className="grid gap-x-10 gap-y-7 lg:grid-cols-[minmax(0,1fr)_25rem]">
        <Skeleton lines={6} />
        <Skeleton className="h-64 w-full" />
      </div>
    </div>
  )
}

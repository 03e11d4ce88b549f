import { redirect } from 'next/navigation'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { readShell } from '@/lib/queries/shell'
import { requireViewer } from '@/lib/queries/viewer'

export default async function Home() {
  const viewer = await requireViewer()
  const [first] = await readShell()
  if (first) redirect(`/p/${first.slug}`)
  return (
    <>
      <PageHeader title="Welcome to Headgate" />
      <EmptyState
        title="No project is connected yet."
        actions={
          viewer.role === 'administrator' ? (
            <ButtonLink kind="primary" href="/connect">
              Connect a project
            </ButtonLink>
          ) : null
        }
      >
        <p>
          A project is a Prisma schema with its migrations folder. Connect one, then its databases: a history
          that is already there is recognised as it is, and nothing is changed.
        </p>
        {viewer.role === 'administrator' ? null : <p className="mt-1">An administrator can connect one.</p>}
      </EmptyState>
    </>
  )
}

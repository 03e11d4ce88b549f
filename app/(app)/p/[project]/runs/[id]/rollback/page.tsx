import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RollbackScreen } from '@/components/rollback/rollback-screen'
import { readRollback } from '@/lib/queries/rollback'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Roll back' }

interface Props {
  params: Promise<{ project: string; id: string }>
}

export default async function RollbackPage({ params }: Props) {
  const viewer = await requireViewer()
  const { project, id } = await params
  const view = await readRollback(viewer, project, id)
  if (!view) notFound()
  return <RollbackScreen view={view} />
}

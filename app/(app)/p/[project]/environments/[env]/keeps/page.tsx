import { notFound } from 'next/navigation'
import { KeepsScreen } from '@/components/keeps/keeps-screen'
import { readKeeps } from '@/lib/queries/keeps'
import { requireViewer } from '@/lib/queries/viewer'

interface Props {
  params: Promise<{ project: string; env: string }>
}

export async function generateMetadata({ params }: Props) {
  const { env } = await params
  return { title: `What Headgate keeps of ${env}` }
}

export default async function KeepsPage({ params }: Props) {
  const viewer = await requireViewer()
  const { project, env } = await params
  const view = await readKeeps(viewer, project, env)
  if (!view) notFound()
  return <KeepsScreen view={view} />
}

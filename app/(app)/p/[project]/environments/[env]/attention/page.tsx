import { notFound } from 'next/navigation'
import { AttentionScreen } from '@/components/resolution/attention-screen'
import { readAttention } from '@/lib/queries/attention'
import { requireViewer } from '@/lib/queries/viewer'

interface Props {
  params: Promise<{ project: string; env: string }>
}

export async function generateMetadata({ params }: Props) {
  const { project, env } = await params
  return { title: `What needs attention in ${env} of ${project}` }
}

export default async function AttentionPage({ params }: Props) {
  const viewer = await requireViewer()
  const { project, env } = await params
  const view = await readAttention(viewer, project, env)
  if (!view) notFound()
  return <AttentionScreen view={view} />
}

import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ResolutionScreen } from '@/components/resolution/resolution-screen'
import { readResolutionView } from '@/lib/queries/resolution'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Resolution' }

interface Props {
  params: Promise<{ project: string; id: string }>
}

export default async function ResolutionPage({ params }: Props) {
  const viewer = await requireViewer()
  const { project, id } = await params
  const view = await readResolutionView(viewer, project, id)
  if (!view) notFound()
  return <ResolutionScreen view={view} />
}

import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RequestScreen } from '@/components/deploy-request/request-screen'
import { readDeployRequest } from '@/lib/queries/deploy-request'
import { requireViewer } from '@/lib/queries/viewer'

interface Props {
  params: Promise<{ project: string; number: string }>
  searchParams: Promise<{ statements?: string | string[] }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Deploy request #${(await params).number}` }
}

export default async function DeployRequestPage({ params, searchParams }: Props) {
  const viewer = await requireViewer()
  const { project, number } = await params
  if (!/^\d{1,9}$/.test(number)) notFound()
  const view = await readDeployRequest(viewer, project, Number(number))
  if (!view) notFound()
  const { statements } = await searchParams
  return <RequestScreen view={view} page={Math.trunc(Number(statements)) || 1} />
}

import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { colourSteps } from '@/components/run/colour-steps'
import { RunScreen } from '@/components/run/run-screen'
import { StatementKeys } from '@/components/sql/statement-keys'
import { readRun } from '@/lib/queries/run'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Run' }

interface Props {
  params: Promise<{ project: string; id: string }>
}

export default async function RunPage({ params }: Props) {
  const viewer = await requireViewer()
  const { project, id } = await params
  const run = await readRun(viewer, project, id)
  if (!run) notFound()
  return (
    <>
      <StatementKeys />
      <RunScreen initial={run} colours={await colourSteps(run.steps)} />
    </>
  )
}

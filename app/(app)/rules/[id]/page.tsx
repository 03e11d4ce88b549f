import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RuleScreen } from '@/components/rule/rule-screen'
import { readRule } from '@/lib/queries/rules'
import { requireViewer } from '@/lib/queries/viewer'

interface Props {
  params: Promise<{ id: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: readRule((await params).id)?.title ?? 'Rule' }
}

export default async function RulePage({ params }: Props) {
  await requireViewer()
  const rule = readRule((await params).id)
  if (!rule) notFound()
  return <RuleScreen rule={rule} />
}

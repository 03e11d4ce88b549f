import type { Metadata } from 'next'
import { RuleList } from '@/components/rule/rule-list'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/input'
import { PageHeader } from '@/components/ui/page-header'
import { listRules } from '@/lib/queries/rules'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Rules' }

export default async function RulesPage({
  searchParams,
}: {
  searchParams: Promise<{ text?: string | string[] }>
}) {
  await requireViewer()
  const { text } = await searchParams
  const wanted = typeof text === 'string' ? text : ''
  const groups = listRules(wanted)
  return (
    <>
      <PageHeader
        title="Rules"
        meta="What the analysis knows about statements: what they lock, lose, and break, and the safe way."
      />
      <form className="flex max-w-lg items-center gap-2 pb-6">
        <Input
          name="text"
          type="search"
          defaultValue={wanted}
          aria-label="Find a rule"
          placeholder="index, NOT NULL, SHARE…"
        />
        <Button type="submit">Find</Button>
      </form>
      {groups.length > 0 ? (
        <RuleList groups={groups} />
      ) : (
        <EmptyState title="No rule has these words">Look for a kind of statement, or a lock.</EmptyState>
      )}
    </>
  )
}

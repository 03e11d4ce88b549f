import type { Metadata } from 'next'
import { RequestRows } from '@/components/inbox/request-rows'
import { RunRows } from '@/components/inbox/run-rows'
import { WaitingResolutions } from '@/components/inbox/waiting-resolutions'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { Section } from '@/components/ui/section'
import { readInbox } from '@/lib/queries/inbox'
import { requireViewer } from '@/lib/queries/viewer'

export const metadata: Metadata = { title: 'Inbox' }

export default async function InboxPage() {
  const viewer = await requireViewer()
  const { review, resolutions, mine, running, failed } = await readInbox(viewer)
  const toApprove = resolutions.filter((row) => row.mine === 'approve')
  const toCarryOut = resolutions.filter((row) => row.mine === 'carry_out')
  const proposed = resolutions.filter((row) => row.mine === 'nothing')
  const waiting = review.length + resolutions.length + mine.length + running.length + failed.length
  return (
    <>
      <PageHeader title="Inbox" />
      {waiting === 0 ? (
        <EmptyState title="Nothing waits.">
          Deploy requests and resolutions that wait for you, your own ones, and runs that go on or went wrong
          appear here.
        </EmptyState>
      ) : null}
      {review.length > 0 ? (
        <Section id="review" title="Needs my review" aside={review.length}>
          <RequestRows rows={review} />
        </Section>
      ) : null}
      {toApprove.length > 0 ? (
        <Section id="resolutions" title="Needs my approval" aside={toApprove.length}>
          <WaitingResolutions rows={toApprove} />
        </Section>
      ) : null}
      {toCarryOut.length > 0 ? (
        <Section id="carry-out" title="Ready to carry out" aside={toCarryOut.length}>
          <WaitingResolutions rows={toCarryOut} />
        </Section>
      ) : null}
      {proposed.length > 0 ? (
        <Section id="proposed" title="Proposed by me" aside={proposed.length}>
          <WaitingResolutions rows={proposed} />
        </Section>
      ) : null}
      {mine.length > 0 ? (
        <Section id="mine" title="Mine" aside={mine.length}>
          <RequestRows rows={mine} />
        </Section>
      ) : null}
      {running.length > 0 ? (
        <Section id="running" title="Running" aside={running.length}>
          <RunRows rows={running} />
        </Section>
      ) : null}
      {failed.length > 0 ? (
        <Section
          id="failed"
          title="Went wrong"
          aside="in the last two weeks, and no later run of that kind succeeded there"
        >
          <RunRows rows={failed} />
        </Section>
      ) : null}
    </>
  )
}

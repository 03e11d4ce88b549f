import type { ConversationEntry, RunRef } from '../domain/deploy-request-view'
import { type AcceptanceRow, standingAcceptances } from '../store/acceptances'
import { readPlanChange } from '../store/read-json'
import type { DeployRequestRecord } from './deploy-request'

/** Everything that happened to a deploy request, oldest first. */
export function conversationOf(row: DeployRequestRecord, runs: RunRef[]): ConversationEntry[] {
  const entries: ConversationEntry[] = [
    {
      kind: 'opened',
      id: row.id,
      at: row.createdAt.toISOString(),
      by: { id: row.openedBy.id, name: row.openedBy.name },
      body: row.description,
    },
    ...row.plans.map(planEntry),
    ...row.plans.flatMap((plan) => plan.accepted.map((each) => acceptedEntry(each, plan.supersededAt))),
    ...row.reviews.map(reviewEntry),
    ...runs.map((run) => ({ kind: 'run' as const, id: run.id, at: run.createdAt, run })),
  ]
  if (row.closedAt) entries.push({ kind: 'closed', id: `${row.id}-closed`, at: row.closedAt.toISOString() })
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

function planEntry(
  plan: DeployRequestRecord['plans'][number],
  index: number,
  plans: DeployRequestRecord['plans'],
): ConversationEntry {
  const before = plans[index - 1]
  return {
    kind: 'plan',
    id: plan.id,
    at: plan.createdAt.toISOString(),
    fingerprint: plan.fingerprint,
    change: readPlanChange(before?.supersededBy) ?? null,
    first: index === 0,
  }
}

function acceptedEntry(row: AcceptanceRow, supersededAt: Date | null): ConversationEntry {
  return {
    kind: 'accepted',
    id: row.id,
    at: row.createdAt.toISOString(),
    by: { id: row.acceptedBy.id, name: row.acceptedBy.name },
    title: row.title,
    reason: row.reason,
    ended: endedWords(row, supersededAt),
  }
}

function endedWords(row: AcceptanceRow, supersededAt: Date | null): string | null {
  if (row.takenBackAt) return `Taken back by ${row.takenBackBy?.name ?? 'somebody'}.`
  if (supersededAt) return 'Void: another plan took the place of the one that it was accepted on.'
  return standingAcceptances([row]).length > 0
    ? null
    : `Void: ${row.acceptedBy.name} may not accept any more.`
}

function reviewEntry(review: DeployRequestRecord['reviews'][number]): ConversationEntry {
  return {
    kind: 'review',
    id: review.id,
    at: review.createdAt.toISOString(),
    by: { id: review.user.id, name: review.user.name },
    verdict: review.verdict,
    body: review.body,
    planFingerprint: review.planFingerprint,
    voidedAt: review.voidedAt?.toISOString() ?? null,
    voidedBecause: review.voidedBecause,
  }
}

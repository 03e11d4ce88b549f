import { type ReviewFact, standingReviews } from './standing-reviews'

/** That somebody approved a resolution. Whoever lost the right to may be counted no more. */
export type ApprovalFact = Pick<ReviewFact, 'userId' | 'userName' | 'mayApprove' | 'at'>

export interface StandingApprovals {
  /** By the environment's policy of now. */
  wanted: number
  /** Those that count, the oldest first. */
  given: ApprovalFact[]
  /** Those that count no more: who gave them may not approve by now. */
  lapsed: ApprovalFact[]
  /** How many are still wanted. */
  missing: number
}

/** Counts the approvals of a resolution as the reviews of a deploy request are counted; a resolution never changes. */
export function standingApprovals(of: {
  proposedById: string
  wanted: number
  approvals: ApprovalFact[]
}): StandingApprovals {
  const { proposedById, wanted } = of
  const approvals = of.approvals.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  const standing = standingReviews({
    openerId: proposedById,
    authorId: null,
    planFingerprint: '',
    reviews: approvals.map((fact) => ({ ...fact, verdict: 'approve', planFingerprint: '', voided: false })),
  })
  const counted = new Set(standing.approvals.map(({ userId }) => userId))
  const given = approvals.filter(({ userId }) => counted.has(userId))
  const lapsed = approvals.filter(({ userId }) => !counted.has(userId))
  return { wanted, given, lapsed, missing: Math.max(0, wanted - given.length) }
}

/** "1 more approval is wanted" */
export function missingApprovalsWords({ missing, given }: { missing: number; given: unknown[] }): string {
  const more = given.length > 0 ? 'more ' : ''
  if (missing === 1) return given.length > 0 ? '1 more approval is wanted' : 'An approval is wanted'
  return `${missing} ${more}approvals are wanted`
}

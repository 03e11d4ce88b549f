export interface ReviewFact {
  userId: string
  userName: string
  /** Whether this person may approve at all. */
  mayApprove: boolean
  verdict: 'approve' | 'request_changes' | 'comment'
  planFingerprint: string | null
  voided: boolean
  at: Date
}

/** The deploy request whose reviews are counted, and the plan that they have to be of. */
export interface Reviewed {
  openerId: string
  /** Who brought the files in, where known. */
  authorId: string | null
  planFingerprint: string
  reviews: ReviewFact[]
}

/** The reviews that count: the last word on this plan of everybody who may approve it, and is neither opener nor author. */
export function standingReviews(of: Reviewed): { approvals: ReviewFact[]; objections: ReviewFact[] } {
  const ofThisPlan = of.reviews
    .filter((review) => !review.voided && review.planFingerprint === of.planFingerprint)
    .filter((review) => review.verdict !== 'comment')
    .sort((a, b) => a.at.getTime() - b.at.getTime())
  const latest = new Map(ofThisPlan.map((review) => [review.userId, review]))
  const independent = [...latest.values()].filter(
    (review) => review.mayApprove && review.userId !== of.openerId && review.userId !== of.authorId,
  )
  return {
    approvals: independent.filter((review) => review.verdict === 'approve'),
    objections: independent.filter((review) => review.verdict === 'request_changes'),
  }
}

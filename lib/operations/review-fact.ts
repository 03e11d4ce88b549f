import { mayDo } from '../domain/permission'
import type { ReviewFact } from '../domain/standing-reviews'
import type { Review, User } from '../store/generated/client'

/** A review with what its writer may do now: whoever lost the right to approve does not count any more. */
export function reviewFact(row: Review & { user: User }): ReviewFact {
  return {
    userId: row.userId,
    userName: row.user.name,
    mayApprove: row.user.disabledAt === null && mayDo(row.user, 'deploy-request.review').ok,
    verdict: row.verdict,
    planFingerprint: row.planFingerprint,
    voided: row.voidedAt !== null,
    at: row.createdAt,
  }
}

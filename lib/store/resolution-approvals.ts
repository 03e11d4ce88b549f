import { mayDo } from '../domain/permission'
import { type ApprovalFact, type StandingApprovals, standingApprovals } from '../domain/standing-approvals'
import type { Prisma } from './generated/client'
import { readPolicy } from './read-json'

const approver = { select: { id: true, name: true, role: true, disabledAt: true } } as const
export const withApprover = { user: approver } as const satisfies Prisma.ResolutionApprovalInclude

/** What counting the approvals of a resolution needs of them. */
export const withApprovals = {
  approvals: { orderBy: { createdAt: 'asc' }, include: withApprover },
} as const satisfies Prisma.ResolutionInclude

type ApprovalRow = Prisma.ResolutionApprovalGetPayload<{ include: typeof withApprover }>

export interface ApprovedRow {
  proposedById: string
  approvals: ApprovalRow[]
  environment: { policy: Prisma.JsonValue }
}

/** Counted under the policy of now, and by what everybody may do now. */
export function approvalsOf({ proposedById, approvals, environment }: ApprovedRow): StandingApprovals {
  const wanted = readPolicy(environment.policy).approvals
  return standingApprovals({ proposedById, wanted, approvals: approvals.map(approvalFact) })
}

function approvalFact({ user, createdAt }: ApprovalRow): ApprovalFact {
  return {
    userId: user.id,
    userName: user.name,
    mayApprove: user.disabledAt === null && mayDo(user, 'resolution.approve').ok,
    at: createdAt,
  }
}

import type { Acceptance } from '../domain/judge-findings'
import { mayDo } from '../domain/permission'
import type { Prisma } from './generated/client'

/** What `standingAcceptances` needs to be read along with a plan. */
export const withAcceptances = {
  orderBy: { createdAt: 'asc' },
  include: { acceptedBy: true, takenBackBy: true },
} as const satisfies Prisma.Plan$acceptedArgs

export type AcceptanceRow = Prisma.AcceptedFindingGetPayload<Pick<typeof withAcceptances, 'include'>>

/** Those that count: not taken back, and of people who may still accept. Found anew each time. */
export function standingAcceptances(rows: readonly AcceptanceRow[]): Acceptance[] {
  return rows
    .filter((row) => row.takenBackAt === null)
    .filter(({ acceptedBy }) => acceptedBy.disabledAt === null && mayDo(acceptedBy, 'finding.accept').ok)
    .map(({ findingId, reason, acceptedBy, createdAt, overLimit }) => ({
      findingId,
      reason,
      by: { id: acceptedBy.id, name: acceptedBy.name },
      at: createdAt.toISOString(),
      overLimit,
    }))
}

export async function readAcceptances(db: Prisma.TransactionClient, planId: string): Promise<Acceptance[]> {
  return standingAcceptances(await db.acceptedFinding.findMany({ where: { planId }, ...withAcceptances }))
}

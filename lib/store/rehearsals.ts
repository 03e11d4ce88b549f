import type { Rehearsal } from '../domain/rehearsal'
import type { Prisma } from './generated/client'
import { json } from './json'

/** The newest of exactly this plan; null: there is none. */
export async function newestRehearsal(
  db: Prisma.TransactionClient,
  planId: string,
  planFingerprint: string,
): Promise<{ id: string; runId: string | null; result: Rehearsal } | null> {
  const row = await db.rehearsal.findFirst({
    where: { planId, planFingerprint },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  return row && { id: row.id, runId: row.runId, result: row.result as unknown as Rehearsal }
}

export async function insertRehearsal(
  tx: Prisma.TransactionClient,
  of: { environmentId: string; planId: string; runId: string; createdAt: Date },
  result: Rehearsal,
): Promise<string> {
  const { planFingerprint, verdict } = result
  const row = await tx.rehearsal.create({ data: { ...of, planFingerprint, verdict, result: json(result) } })
  return row.id
}

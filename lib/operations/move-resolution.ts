import { FailureError, fail } from '../domain/failure'
import { type ResolutionState, resolutionMove } from '../domain/resolution-transition'
import type { Prisma } from '../store/generated/client'

/** Compare-and-set: throws `stale_state` when somebody moved it elsewhere meanwhile. The move itself must be legal. */
export async function moveResolution(
  tx: Prisma.TransactionClient,
  id: string,
  from: ResolutionState,
  to: ResolutionState,
  data: Prisma.ResolutionUncheckedUpdateManyInput = {},
): Promise<void> {
  if (resolutionMove(from, to) === null) {
    throw new FailureError(fail('stale_state', `A resolution that is ${from} does not become ${to}.`).failure)
  }
  const moved = await tx.resolution.updateMany({ where: { id, state: from }, data: { ...data, state: to } })
  if (moved.count === 0) throw new FailureError(fail('stale_state', 'It changed while you asked.').failure)
}

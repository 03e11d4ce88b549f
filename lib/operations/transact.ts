import type { Context } from '../composition/context'
import { FailureError, type Result } from '../domain/failure'
import type { Prisma } from '../store/generated/client'

/** One transaction on the control database. A `FailureError` takes everything back and becomes the result. */
export async function transact<T>(
  context: Context,
  work: (tx: Prisma.TransactionClient) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    return await context.db.$transaction(work)
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure }
    throw error
  }
}

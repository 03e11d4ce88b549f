import { randomUUID } from 'node:crypto'
import type { Clock } from '../domain/clock'
import type { Prisma } from './generated/client'

/** So many attempts in so many milliseconds, counted from the first one. */
export interface AttemptLimit {
  max: number
  windowMs: number
}

/**
 * Counts one attempt under `key` and says whether it is allowed. Counted in the database, in one statement, so that
 * several processes and requests at the same moment share one count. `lastRequest` holds the start of the window.
 */
export async function countAttempt(
  db: Prisma.TransactionClient,
  clock: Clock,
  key: string,
  limit: AttemptLimit,
): Promise<{ allowed: boolean; retryAfterMs: number }> {
  const now = BigInt(clock.now().getTime())
  const [row] = await db.$queryRaw<{ count: number; lastRequest: bigint }[]>`
    INSERT INTO "RateLimit" AS r ("id", "key", "count", "lastRequest") VALUES (${randomUUID()}, ${key}, 1, ${now})
    ON CONFLICT ("key") DO UPDATE SET
      "count" = CASE WHEN r."lastRequest" <= ${now}::bigint - ${limit.windowMs}::bigint THEN 1 ELSE r."count" + 1 END,
      "lastRequest" = CASE WHEN r."lastRequest" <= ${now}::bigint - ${limit.windowMs}::bigint THEN ${now}::bigint ELSE r."lastRequest" END
    RETURNING "count", "lastRequest"`
  if (!row) throw new Error('An attempt was not counted.')
  if (row.count === 1) await forgetOld(db, now)
  const retryAfterMs = Number(row.lastRequest - now) + limit.windowMs
  return { allowed: row.count <= limit.max, retryAfterMs }
}

/** A success clears the count of the failures before it. */
export async function forgetAttempts(db: Prisma.TransactionClient, key: string): Promise<void> {
  await db.rateLimit.deleteMany({ where: { key } })
}

const DAY_MS = 24n * 3_600_000n

async function forgetOld(db: Prisma.TransactionClient, now: bigint) {
  await db.rateLimit.deleteMany({ where: { lastRequest: { lt: now - DAY_MS } } })
}

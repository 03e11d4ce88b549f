import type { Context } from '../composition/context'
import { restoredDays } from '../domain/keeps-view'
import type { KeptDatabaseRecord } from '../runs/kept-databases'
import { type Claim, fenced } from '../store/fenced'
import type { Prisma } from '../store/generated/client'
import { persistently } from '../store/persistence'
import type { LoadedRun } from './load-run'

const dayMs = 24 * 3_600_000

/** The databases that a run leaves on its environment's server, written under the run's claim. */
export function keptDatabaseRows(context: Context, { row }: LoadedRun, claim: Claim): KeptDatabaseRecord {
  const { environmentId, requestedById } = row
  const write = (work: (tx: Prisma.TransactionClient) => Promise<unknown>) =>
    persistently(context.clock, () => fenced(context.db, row.id, claim, work)).then(() => {})
  const find = (tx: Prisma.TransactionClient, name: string) =>
    tx.keptDatabase.findFirst({ where: { runId: row.id, name, droppedAt: null } })
  return {
    intend: ({ kind, name, databaseOid }) =>
      write(async (tx) => {
        const there = await find(tx, name)
        const oid = { databaseOid: BigInt(databaseOid ?? 0) }
        if (there) return tx.keptDatabase.update({ where: { id: there.id }, data: oid })
        const whose = { environmentId, runId: row.id, createdById: requestedById }
        return tx.keptDatabase.create({
          data: { ...whose, kind, name, ...oid, createdAt: context.clock.now() },
        })
      }),
    settle: ({ kind, name, databaseOid, bytes }, liveOid) =>
      write(async (tx) => {
        const there = await find(tx, name)
        const now = context.clock.now()
        const data = {
          databaseOid: BigInt(databaseOid ?? 0),
          bytes: bytes === null ? null : BigInt(bytes),
          // What was live goes when somebody says so, and never by itself.
          expiresAt: kind === 'restored' ? new Date(now.getTime() + restoredDays * dayMs) : null,
        }
        const whose = { environmentId, runId: row.id, createdById: requestedById }
        if (there) await tx.keptDatabase.update({ where: { id: there.id }, data })
        else await tx.keptDatabase.create({ data: { ...whose, kind, name, ...data, createdAt: now } })
        if (liveOid === undefined) return
        // The address leads to another database by now, and that one is the right one.
        await tx.environment.update({
          where: { id: environmentId },
          data: { databaseOid: BigInt(liveOid) },
        })
      }),
    withdraw: (name) =>
      write((tx) => tx.keptDatabase.deleteMany({ where: { runId: row.id, name, droppedAt: null } })),
  }
}

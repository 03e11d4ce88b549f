import type { Context } from '../composition/context'
import { DatabaseError } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { isLedgerTable, type TableWrites } from '../domain/rows-lost'
import type { WrittenSinceView } from '../domain/written-since-view'
import { countingName } from '../snapshots/foreign-sessions'
import { type WrittenSince, writtenSince } from '../snapshots/written-since'
import { readManifest } from '../store/read-json'
import { addressOf } from './environment-address'
import { identityChanged } from './observe-environment'

/**
 * Counts on the live database what was written since a snapshot. Reads only, for `withinMs` at most: tables that do not
 * fit into it are unknown. Fails: not_found; stale_state for a snapshot without a mark; whatever connecting fails with.
 */
export async function countWrittenSince(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; snapshotId: string; withinMs: number },
): Promise<Result<WrittenSinceView>> {
  const permitted = mayDo(actor, 'environment.observe')
  if (!permitted.ok) return permitted
  const snapshot = await context.db.snapshot.findFirst({
    where: { id: input.snapshotId, environment: { project: { slug: input.projectSlug } } },
    include: { environment: true },
  })
  if (!snapshot) return fail('not_found', 'There is no such snapshot in this project.')
  const manifest = readManifest(snapshot.manifest)
  if (!manifest?.mark) {
    return fail('stale_state', 'This snapshot carries no mark by which later writes could be told.')
  }
  const { url } = addressOf(context, snapshot.environment)
  const opened = await context.database.open(url, { applicationName: countingName })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const moved = identityChanged(snapshot.environment, session)
    if (moved) return { ok: false, failure: moved }
    const options = { digests: manifest.tables, withinMs: input.withinMs }
    const counted = await writtenSince(session, manifest.mark, options)
    return ok({ at: context.clock.now().toISOString(), ...summed(counted) })
  } catch (error) {
    if (!(error instanceof DatabaseError) && !session.closed) throw error
    const why = session.closed ? endedEarly : String((error as Error).message)
    return fail(session.closed ? 'connection_lost' : 'database_error', why)
  } finally {
    await session.close()
  }
}

const endedEarly = 'Counting was ended, as when a snapshot is taken meanwhile. Count again afterwards.'

function summed({ tables, notes }: WrittenSince): Omit<WrittenSinceView, 'at'> {
  // Migrations write the ledger; nobody loses those rows.
  const own = tables.filter(({ table }) => !isLedgerTable(table))
  const changed = own.filter((writes) => writes.total !== 0 || writes.deleted !== 0)
  return {
    written: sum(own.map(({ total }) => total)),
    deleted: sum(own.map(({ deleted }) => deleted)),
    tables: changed
      .toSorted((a, b) => weight(b) - weight(a))
      .map(({ table, total, deleted, reasons }) => ({
        table: table.replace(/^public\./, ''),
        written: total,
        deleted,
        why: reasons.join(' '),
      })),
    still: own.length - changed.length,
    notes,
  }
}

/** What is not known weighs most. */
function weight({ total, deleted }: TableWrites): number {
  return (total ?? Number.MAX_SAFE_INTEGER / 4) + (deleted ?? 0)
}

function sum(counts: (number | null)[]): number {
  return counts.reduce<number>((all, one) => all + (one ?? 0), 0)
}

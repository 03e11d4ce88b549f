import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import { endRun } from '../runs/end-run'
import type { RunEnd, RunPorts } from '../runs/ports'
import { rehearsalStopped } from '../runs/rehearse/rehearsal-words'
import { dropScratch, scratchNames } from '../runs/rehearse/scratch'
import type { SnapshotSource } from '../snapshots/method'
import type { LoadedRun } from './load-run'

/**
 * Nothing of a rehearsal ever reached the live database: what a stopped one left is its copies, which are dropped with
 * whoever is still in them. Fails when their server cannot be reached; the run then stays, to be recovered later.
 */
export async function recoverRehearsal(
  context: Context,
  { target, steps, row }: LoadedRun,
  ports: RunPorts,
): Promise<Result<RunEnd>> {
  const { database, snapshotParts: parts } = context
  const opened = await database.open(target.url, { applicationName: `headgate recover ${row.id}` })
  if (!opened.ok) return opened
  const { identity } = opened.value
  await opened.value.close()
  const servers: SnapshotSource[] = [{ url: target.url, identity }]
  if (steps.some(({ detail }) => detail.scratch === 'embedded')) {
    const own = await ownServer(context, identity.major)
    if (!own.ok) return own
    servers.push(own.value)
  }
  for (const server of servers) {
    const dropped = await dropScratch({ parts, server }, scratchNames(row.id))
    if (!dropped) return fail('restore_failed', 'The copies of the rehearsal could not be dropped yet.')
  }
  const open = steps.filter((step) => step.state === 'running')
  await ports.journal.record(open.map(({ position }) => ({ position, state: 'failed' as const })))
  const { failure } = fail(
    'runner_died',
    'It was stopped in the middle of the rehearsal; its copies were dropped.',
  )
  return ok(await endRun(ports, rehearsalStopped(failure)))
}

async function ownServer(
  { database, snapshotParts }: Context,
  major: number,
): Promise<Result<SnapshotSource>> {
  const ensured = await snapshotParts.ensureServer?.(major)
  if (!ensured) return fail('restore_failed', 'Headgate’s own server is not configured any more.')
  if (!ensured.ok) return ensured
  const { url } = ensured.value
  const opened = await database.open(url, { applicationName: 'headgate look' })
  if (!opened.ok) return opened
  const { identity } = opened.value
  await opened.value.close()
  return ok({ url, identity })
}

import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import type { Outcome } from '../domain/outcome'
import { type Actor, mayDo } from '../domain/permission'
import { runNoun } from '../domain/run'
import { mayCancelRun } from '../domain/run-transition'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { recordRunEnd } from '../store/end-run'
import { transact } from './transact'

/** Asks a run to stop. One that nobody began ends here; one that is going on is stopped by its runner. */
export async function cancelRun(
  context: Context,
  actor: Actor,
  input: { projectSlug: string; runId: string },
): Promise<Result<void>> {
  const permitted = mayDo(actor, 'run.cancel')
  if (!permitted.ok) return permitted
  const run = await context.db.run.findFirst({
    where: {
      id: input.runId,
      environment: { project: { slug: input.projectSlug } },
    },
    include: { environment: true },
  })
  if (!run) return fail('not_found', 'There is no such run in this project.')
  return transact(context, async (tx) => {
    // Runners claim under this lock too: the run is either still nobody's, or told to its runner.
    await tx.$queryRaw`SELECT id FROM "Run" WHERE id = ${run.id} FOR UPDATE`
    const { state, cancelAskedAt } = await tx.run.findUniqueOrThrow({ where: { id: run.id } })
    const possible = mayCancelRun(state, cancelAskedAt)
    if (!possible.ok) return possible
    await tx.run.update({
      where: { id: run.id },
      data: { cancelAskedAt: context.clock.now(), sequence: { increment: 1 } },
    })
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'run.cancel-asked',
      subject: {
        kind: 'run',
        id: run.id,
        name: `${runNoun(run.kind)} of ${run.environment.name}`,
      },
      projectId: run.environment.projectId,
      environmentId: run.environmentId,
      before: { state },
    })
    if (state === 'queued') {
      await recordRunEnd(tx, context.clock, run.id, 'cancelled', neverBegun, 'nothing')
    }
    return ok()
  })
}

const neverBegun: Outcome = {
  ok: false,
  what: 'Cancelled before it began; nothing was done.',
  next: 'Ask for it again when you are ready.',
  undo: null,
}

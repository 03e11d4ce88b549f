import type { Context } from '../composition/context'
import { fail, ok, type Result } from '../domain/failure'
import type { Outcome } from '../domain/outcome'
import { type Actor, mayDo } from '../domain/permission'
import { mayCancelRun, requestStateAfter } from '../domain/run-transition'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { json } from '../store/json'

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
  const possible = mayCancelRun(run.state, run.cancelAskedAt)
  if (!possible.ok) return possible
  const now = context.clock.now()
  return context.db.$transaction(async (tx) => {
    const unbegun = await tx.run.updateMany({
      where: { id: run.id, state: 'queued' },
      data: {
        state: 'cancelled',
        endedAt: now,
        cancelAskedAt: now,
        outcome: json(neverBegun),
        sequence: { increment: 1 },
      },
    })
    if (unbegun.count > 0 && run.deployRequestId) {
      const state = requestStateAfter(run.kind, 'cancelled', 'nothing')
      const from = run.kind === 'rollback' ? 'rolling_back' : 'deploying'
      if (state) {
        await tx.deployRequest.updateMany({
          where: { id: run.deployRequestId, state: from },
          data: { state, sequence: { increment: 1 } },
        })
      }
    }
    if (unbegun.count === 0) {
      const asked = await tx.run.updateMany({
        where: { id: run.id, state: 'running', cancelAskedAt: null },
        data: { cancelAskedAt: now, sequence: { increment: 1 } },
      })
      if (asked.count === 0) return fail('already_ended', 'It ended while you asked.')
    }
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'run.cancel-asked',
      subject: {
        kind: 'run',
        id: run.id,
        name: `${run.kind} of ${run.environment.name}`,
      },
      projectId: run.environment.projectId,
      environmentId: run.environmentId,
      before: { state: run.state },
    })
    return ok()
  })
}

const neverBegun: Outcome = {
  ok: false,
  what: 'Cancelled before it began; nothing was done.',
  next: 'Ask for it again when you are ready.',
  undo: null,
}

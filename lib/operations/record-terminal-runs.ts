import type { Context } from '../composition/context'
import { canonicalJson } from '../domain/canonical-json'
import type { TerminalMark } from '../domain/mark'
import { recordAudit } from '../store/audit'
import type { Environment } from '../store/generated/client'
import { json } from '../store/json'

/**
 * What terminals did to a database, as they left it there: each becomes a row and an audit event once. That the gate
 * was passed by is an event of its own, with its reason.
 */
export async function recordTerminalRuns(
  context: Context,
  environment: Pick<Environment, 'id' | 'name' | 'projectId'>,
  marks: TerminalMark[],
): Promise<void> {
  const known = await context.db.terminalRun.findMany({ where: { environmentId: environment.id } })
  for (const mark of marks) {
    const row = known.find(({ id }) => id === mark.id)
    if (!row) await record(context, environment, mark)
    else if (canonicalJson(row.mark) !== canonicalJson(mark)) {
      await context.db.terminalRun.update({ where: { id: mark.id }, data: { mark: json(mark) } })
    }
  }
}

async function record(
  { db, clock }: Context,
  { id: environmentId, name, projectId }: Pick<Environment, 'id' | 'name' | 'projectId'>,
  mark: TerminalMark,
): Promise<void> {
  await db.$transaction(async (tx) => {
    // Two looks at once see the same marks: the row is whose insert comes first.
    const added = await tx.terminalRun.createMany({
      data: [
        {
          id: mark.id,
          environmentId,
          mark: json(mark),
          startedAt: new Date(mark.startedAt),
          seenAt: clock.now(),
        },
      ],
      skipDuplicates: true,
    })
    if (added.count === 0) return
    const event = {
      actor: { id: null, name: `${mark.who} (terminal)` },
      subject: { kind: 'environment', id: environmentId, name },
      projectId,
      environmentId,
    }
    const { kind, state, migrations, startedAt, endedAt } = mark
    await recordAudit(tx, clock, {
      ...event,
      action: `terminal.${kind}`,
      after: { run: mark.id, state, migrations, startedAt, endedAt },
    })
    if (mark.bypass === null) return
    await recordAudit(tx, clock, {
      ...event,
      action: 'gate.bypassed',
      after: { run: mark.id, reason: mark.bypass },
    })
  })
}

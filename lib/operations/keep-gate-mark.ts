import type { Context } from '../composition/context'
import { DatabaseError, type Session } from '../databases/database'
import { gatesTerminals, sameGate } from '../domain/gate-mark'
import type { GateMark } from '../domain/mark'
import { redact } from '../domain/redact'
import { auditActor, systemActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { readPolicy } from '../store/read-json'
import type { EnvironmentInProject } from './find'

/**
 * Marks the database as gated while the environment's policy demands something, and takes the mark away when it does
 * not any more. A database in which Headgate may create no schema stays without: that is kept, and no failure.
 * `wanted` false: the mark goes, whatever the policy says.
 */
export async function keepGateMark(
  context: Context,
  environment: EnvironmentInProject,
  session: Session,
  wanted = true,
): Promise<void> {
  const { project, name } = environment
  const wants = wanted && gatesTerminals(readPolicy(environment.policy))
  const mark: GateMark | null = wants
    ? {
        server: context.config.publicUrl,
        project: project.slug,
        environment: name,
        since: context.clock.now().toISOString(),
      }
    : null
  try {
    const { gate } = await context.database.readMarks(session)
    // A mark of another server is that server's: only one's own is taken away.
    const ours = gate === null || (gate.server === context.config.publicUrl && gate.project === project.slug)
    if (!sameGate(gate, mark) && (mark !== null || ours)) await context.database.setGate(session, mark)
    await remember(context, environment, mark !== null, null)
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    await remember(context, environment, false, mark === null ? null : redact(error.info.message))
  }
}

async function remember(
  context: Context,
  environment: EnvironmentInProject,
  marked: boolean,
  refusal: string | null,
): Promise<void> {
  const { id, name, projectId, gateMarkedAt, gateRefusal } = environment
  if ((gateMarkedAt !== null) === marked && gateRefusal === refusal) return
  await context.db.$transaction(async (tx) => {
    // Nothing to remember of an environment that is gone, or that another look remembered already.
    const changed = await tx.environment.updateMany({
      where: { id, gateMarkedAt: gateMarkedAt === null ? null : { not: null } },
      data: { gateMarkedAt: marked ? context.clock.now() : null, gateRefusal: refusal },
    })
    if (changed.count === 0 || (gateMarkedAt !== null) === marked) return
    await recordAudit(tx, context.clock, {
      actor: auditActor(systemActor),
      action: marked ? 'environment.gate-marked' : 'environment.gate-unmarked',
      subject: { kind: 'environment', id, name },
      projectId,
      environmentId: id,
    })
  })
}

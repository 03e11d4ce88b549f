import type { Context } from '../composition/context'
import type { ConnectionReport } from '../databases/database'
import { type Failure, fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import { defaultPolicies } from '../domain/policy'
import type { NewEnvironment } from '../domain/project-view'
import { slugOf } from '../domain/slug'
import { auditActor } from '../domain/system-actor'
import { recordAudit } from '../store/audit'
import { json } from '../store/json'
import { databaseTaken, testEnvironmentUrl } from './check-connection'
import { findProject } from './find'
import { observeEnvironment } from './observe-environment'
import { testShadowUrl } from './test-shadow-url'
import { transact } from './transact'

/**
 * Adds a database as an environment, and looks at it: a history that it has already is recognised. `lookFailed`
 * is why that look failed; the environment is connected all the same. `unmanaged`: tables are there and no ledger. Fails as connecting does, environment_exists.
 */
export async function connectEnvironment(
  context: Context,
  actor: Actor,
  input: NewEnvironment,
): Promise<Result<{ slug: string; lookFailed: Failure | null; unmanaged: boolean }>> {
  const permitted = mayDo(actor, 'environment.connect')
  if (!permitted.ok) return permitted
  const project = await findProject(context, input.projectSlug)
  if (!project.ok) return project
  const report = await testEnvironmentUrl(context, input.url)
  if (!report.ok) return report
  const shadow = await testShadowUrl(context, input.shadowUrl, report.value.identity)
  if (!shadow.ok) return shadow
  const added = await add(context, actor, project.value, input, report.value)
  if (!added.ok) return added
  const environmentSlug = added.value
  const look = await observeEnvironment(context, actor, { projectSlug: input.projectSlug, environmentSlug })
  const { tables, hasLedger } = report.value
  const unmanaged = tables > 0 && !hasLedger
  return ok({ slug: environmentSlug, lookFailed: look.ok ? null : look.failure, unmanaged })
}

function add(
  context: Context,
  actor: Actor,
  project: { id: string },
  { name, kind, url, shadowUrl }: NewEnvironment,
  report: ConnectionReport,
): Promise<Result<string>> {
  const { secrets, clock } = context
  const slug = slugOf(name)
  return transact(context, async (tx) => {
    // Two people who connect the same database at once wait for each other here.
    await tx.$executeRaw`LOCK TABLE "Environment" IN SHARE ROW EXCLUSIVE MODE`
    const siblings = await tx.environment.findMany({ where: { projectId: project.id } })
    const sameName = siblings.find((environment) => environment.slug === slug)
    if (sameName) {
      return fail('environment_exists', `This project has an environment “${sameName.name}”.`, {
        fields: { name: ['This name is taken.'] },
      })
    }
    const free = await databaseTaken(context, tx, report)
    if (!free.ok) return free
    const environment = await tx.environment.create({
      data: {
        projectId: project.id,
        slug,
        name,
        kind,
        position: Math.max(-1, ...siblings.map((sibling) => sibling.position)) + 1,
        urlSecret: secrets.seal(url),
        shadowUrlSecret: shadowUrl === null ? null : secrets.seal(shadowUrl),
        label: report.label,
        policy: json(defaultPolicies[kind]),
        systemIdentifier: report.identity.systemIdentifier,
        databaseOid: BigInt(report.identity.databaseOid),
        serverVersion: report.identity.serverVersion,
        createdAt: clock.now(),
      },
    })
    await recordAudit(tx, clock, {
      actor: auditActor(actor),
      action: 'environment.connected',
      subject: { kind: 'environment', id: environment.id, name },
      projectId: project.id,
      environmentId: environment.id,
      after: { name, kind, label: report.label, user: report.user, policy: defaultPolicies[kind] },
    })
    return ok(slug)
  })
}

import type { Context } from '../composition/context'
import type { ConnectionReport } from '../databases/database'
import { fail, ok, type Result } from '../domain/failure'
import { type Actor, mayDo } from '../domain/permission'
import type { ConnectionView } from '../domain/project-view'
import { versionText } from '../domain/server-version'
import type { Prisma } from '../store/generated/client'

/** Connects and says what is there, or exactly what is wrong. Keeps nothing. */
export async function checkConnection(
  context: Context,
  actor: Actor,
  input: { url: string },
): Promise<Result<ConnectionView>> {
  const permitted = mayDo(actor, 'environment.connect')
  if (!permitted.ok) return permitted
  const report = await testEnvironmentUrl(context, input.url)
  if (!report.ok) return report
  const taken = await databaseTaken(context, context.db, report.value)
  return taken.ok ? ok(connectionView(report.value)) : taken
}

/** A connection that runs can use. Fails as `Database.test` does, with `meta.field` naming the field of the form. */
export async function testEnvironmentUrl(
  context: Context,
  url: string,
  field = 'url',
): Promise<Result<ConnectionReport>> {
  const report = await context.database.test(url)
  if (!report.ok)
    return { ok: false, failure: { ...report.failure, meta: { ...report.failure.meta, field } } }
  if (report.value.pooler) {
    return fail('pooler_refused', `${report.value.label} answers as a transaction pooler.`, { field })
  }
  return report
}

/** Refuses a database that an environment is connected to already, and Headgate's own. */
export async function databaseTaken(
  context: Context,
  tx: Prisma.TransactionClient,
  report: ConnectionReport,
): Promise<Result<void>> {
  const { systemIdentifier, databaseOid } = report.identity
  const same = await tx.environment.findFirst({
    where: { systemIdentifier, databaseOid: BigInt(databaseOid) },
    include: { project: true },
  })
  if (same) {
    const where = { projectSlug: same.project.slug, environmentSlug: same.slug, field: 'url' }
    return fail('environment_exists', `It is ${same.name} of the project “${same.project.name}”.`, where)
  }
  const own = await context.database.test(context.config.databaseUrl)
  const ownIdentity = own.ok ? own.value.identity : null
  if (ownIdentity?.systemIdentifier === systemIdentifier && ownIdentity.databaseOid === databaseOid) {
    return fail('environment_exists', 'It is the database in which Headgate itself keeps its records.', {
      field: 'url',
    })
  }
  return ok()
}

export function connectionView(report: ConnectionReport): ConnectionView {
  const { label, user, tls, tables, hasLedger, rights, identity } = report
  return {
    label,
    user,
    tls,
    tables,
    hasLedger,
    createDatabase: rights.createDatabase,
    version: versionText(identity.serverVersion),
  }
}

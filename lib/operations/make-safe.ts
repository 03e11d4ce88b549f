import { createHash } from 'node:crypto'
import { relative } from 'node:path'
import type { Context } from '../composition/context'
import { canonicalJson } from '../domain/canonical-json'
import { fail, ok, type Result } from '../domain/failure'
import type { Finding } from '../domain/finding'
import { pendingStates } from '../domain/migration'
import { migrationStatuses } from '../domain/migration-status'
import { type Actor, mayDo } from '../domain/permission'
import { unfinishedRunStates } from '../domain/run'
import { auditActor } from '../domain/system-actor'
import { readLedger } from '../engines/prisma/ledger'
import type { CapturedRevision } from '../projects/source'
import { makeSafe, type SafeWay } from '../recipes/make-safe'
import { patchOf } from '../recipes/patch'
import { recordAudit } from '../store/audit'
import { keepRevision } from './capture-revision'
import { addressOf } from './environment-address'
import { type EnvironmentInProject, findEnvironment } from './find'
import { transact } from './transact'

export interface MakeSafeInput {
  projectSlug: string
  /** Whose version of PostgreSQL, shadow and ledger count. */
  environmentSlug: string
  /** The migration's name. */
  migration: string
  /** sha256 (hex) of its file as it was on the screen: `PlannedMigration.checksum`. */
  checksum: string
  /** Ids of findings, or all that have a safe way. */
  findings: string[] | 'all'
}

/** What would be written, tried on shadows. Plain data, for a screen. */
export interface SafeWayPreview {
  migration: string
  /** Stands for all that would be written: to be given back when it shall be. */
  fingerprint: string
  /** In the order of their deploys; `was` is null for those that are new. */
  migrations: { name: string; sql: string; was: string | null; release: string }[]
  before: Finding[]
  after: Finding[]
  taken: string[]
  left: string[]
  kept: string[]
  /** Of all files, as `git apply` takes it in the project's folder. */
  patch: string
}

export interface MadeSafe extends SafeWayPreview {
  /** False: the source can only be read, so `patch` is for somebody to apply. */
  written: boolean
}

/**
 * Works out the safe way of a pending migration and tries it; writes nothing. Fails: not_permitted, not_found,
 * stale_state (the file is another than on the screen), migration_not_pending (it is applied somewhere), run_in_progress,
 * no_safe_way, and as connecting and replaying do: an environment that cannot be asked may have it applied.
 */
export async function previewSafeWay(
  context: Context,
  actor: Actor,
  input: MakeSafeInput,
): Promise<Result<SafeWayPreview>> {
  const worked = await workOut(context, actor, input)
  return worked.ok ? ok(worked.value.preview) : worked
}

/**
 * Writes what was previewed, captures the files as a new revision, and puts it on record. The plan of an open deploy
 * request is then outdated, with its approvals. Fails as the preview does; stale_state too where it would come out
 * otherwise than `fingerprint` says.
 */
export async function makeMigrationSafe(
  context: Context,
  actor: Actor,
  input: MakeSafeInput & { fingerprint: string },
): Promise<Result<MadeSafe>> {
  const worked = await workOut(context, actor, input)
  if (!worked.ok) return worked
  const { preview, way, environment } = worked.value
  if (preview.fingerprint !== input.fingerprint) {
    return fail('stale_state', 'The safe way is another than on your screen.')
  }
  const { project } = environment
  const source = context.sources.directory
  const written = await source.write(project.sourcePath, way.files)
  if (!written.ok) {
    return written.failure.code === 'source_read_only' ? ok({ ...preview, written: false }) : written
  }
  const captured = await source.capture(project.sourcePath)
  if (!captured.ok) return captured
  return transact(context, async (tx) => {
    await keepRevision(tx, context.clock, project.id, captured.value, actor.id)
    await recordAudit(tx, context.clock, {
      actor: auditActor(actor),
      action: 'migration.made-safe',
      subject: { kind: 'project', id: project.id, name: project.name },
      projectId: project.id,
      environmentId: environment.id,
      before: { migration: input.migration, checksum: input.checksum },
      after: {
        migration: input.migration,
        revision: captured.value.digest,
        files: way.migrations.map(({ name }) => `${name}/migration.sql`),
        findings: way.taken,
      },
    })
    return ok({ ...preview, written: true })
  })
}

interface WorkedOut {
  preview: SafeWayPreview
  way: SafeWay
  environment: EnvironmentInProject
}

async function workOut(context: Context, actor: Actor, input: MakeSafeInput): Promise<Result<WorkedOut>> {
  const permitted = mayDo(actor, 'deploy-request.open')
  if (!permitted.ok) return permitted
  const found = await findEnvironment(context, input)
  if (!found.ok) return found
  const environment = found.value
  const captured = await context.sources.directory.capture(environment.project.sourcePath)
  if (!captured.ok) return captured
  const file = captured.value.migrations.find(({ name }) => name === input.migration)
  if (!file) return fail('not_found', `The project has no migration ${input.migration}.`)
  if (file.checksum !== input.checksum) {
    return fail('stale_state', `${input.migration} is another than on your screen.`)
  }
  const pending = await pendingEverywhere(context, environment.projectId, captured.value, input.migration)
  if (!pending.ok) return pending
  const way = await makeSafe(context, {
    ...addressOf(context, environment),
    revision: captured.value,
    migration: input.migration,
    findings: input.findings,
  })
  if (!way.ok) return way
  return ok({
    way: way.value,
    environment,
    preview: previewOf(way.value, captured.value, environment.project),
  })
}

/** In every environment of the project, as their ledgers say now, and with no run under way that could apply it. */
async function pendingEverywhere(
  context: Context,
  projectId: string,
  { migrations }: CapturedRevision,
  name: string,
): Promise<Result<void>> {
  const environments = await context.db.environment.findMany({ where: { projectId } })
  for (const environment of environments) {
    const running = await context.db.run.count({
      where: { environmentId: environment.id, state: { in: unfinishedRunStates } },
    })
    if (running > 0) return fail('run_in_progress', `A run on ${environment.name} has not ended yet.`)
    const opened = await context.database.open(addressOf(context, environment).url, {
      applicationName: 'headgate make-safe',
    })
    if (!opened.ok) return opened
    const { rows } = await readLedger(opened.value).finally(() => opened.value.close())
    const status = migrationStatuses(migrations, rows).find((each) => each.name === name)
    if (!status || !pendingStates.includes(status.state)) {
      const state = (status?.state ?? 'unknown').replaceAll('_', ' ')
      return fail('migration_not_pending', `${name} is ${state} in ${environment.name}.`)
    }
  }
  return ok()
}

function previewOf(
  way: SafeWay,
  captured: CapturedRevision,
  project: { sourcePath: string },
): SafeWayPreview {
  const texts = new Map(captured.migrations.map(({ name, sql }) => [name, sql]))
  const folder = captured.found ? relative(project.sourcePath, captured.found.migrations) : 'migrations'
  const migrations = way.migrations.map((each) => ({ ...each, was: texts.get(each.name) ?? null }))
  const patch = patchOf(
    migrations.map(({ name, sql, was }) => ({ path: `${folder}/${name}/migration.sql`, was, now: sql })),
  )
  const { migration, before, after, taken, left, kept } = way
  const fingerprint = createHash('sha256').update(canonicalJson(way.files)).digest('hex')
  return { migration, fingerprint, migrations, before, after, taken, left, kept, patch }
}

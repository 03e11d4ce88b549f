import { schemaOf } from '../databases/postgres/url'
import type { Catalog } from '../domain/catalog'
import { fail, ok, type Result } from '../domain/failure'
import type { FileChange } from '../domain/file-change'
import type { Finding } from '../domain/finding'
import { type MigrationFile, pendingStates } from '../domain/migration'
import { migrationStatuses } from '../domain/migration-status'
import type { SchemaFile } from '../domain/revision'
import type { ShadowRequest } from '../engines/engine'
import type { CapturedFiles } from '../engines/planning/captured-files'
import { expectedCatalog } from '../engines/planning/expected-catalog'
import type { PlanningPorts } from '../engines/planning/make-plan'
import { readLedger } from '../engines/prisma/ledger'
import { analysePlan } from '../engines/risk/analyse-plan'
import { loadParser } from '../sql/parse'
import { type Proof, proving } from './prove'
import { renamedColumns } from './renamed-columns'
import { type SafeMigration, type SafeOptions, type SafeVersion, safeVersion } from './safe-version'

export interface SafeQuestion {
  /** Of an environment: its major version and its ledger are looked at. Null: none; nothing is known to be applied. */
  url: string | null
  shadowUrl: string | null
  /** Oldest major version that has to take the SQL; default: that of the environment, else of the shadow. */
  postgres?: number | undefined
  revision: CapturedFiles
  /** The migration's name. */
  migration: string
  /**
   * Ids of its findings, as the analysis of a plan gives them; all that can be rewritten; or whoever asks chooses among
   * all that there are, and says why when there is nothing to choose.
   */
  findings: string[] | 'all' | ((findings: Finding[]) => Result<Finding[]>)
}

export interface SafeWay {
  migration: string
  /** What to write: the migration's file anew (it must be the one that was read), and the files around it. */
  files: FileChange[]
  /** In the order of their deploys, the migration among them, each with the release that it belongs to. */
  migrations: SafeMigration[]
  /** Of the migration as it is. */
  before: Finding[]
  /** Of all that is there afterwards. */
  after: Finding[]
  /** Ids, of `before`, that are taken care of. */
  taken: string[]
  /** What stays as it is, and why. */
  left: string[]
  /** Tried on shadows: it ends in the same schema. What does not is never written. */
  proven: true
  /** What was seen of rows, in words. */
  kept: string[]
}

/**
 * The safe way of a pending migration, tried: the history and the migration as it is on one shadow, the history and the
 * rewritten ones on another, and both end in the same schema. A finding whose safe way does not is left. Fails:
 * not_found (no such migration, no such finding), migration_not_pending (it is applied there, or failed), no_safe_way
 * (nothing can be written that ends in the same schema; `why` says what was tried), and as replaying does.
 */
export async function makeSafe(ports: PlanningPorts, question: SafeQuestion): Promise<Result<SafeWay>> {
  await loadParser()
  const place = await placeOf(ports, question)
  if (!place.ok) return place
  const { history, migration, pending, request } = place.value
  const judged = await judgeIn(ports, place.value, [migration])
  if (!judged.ok) return judged
  const before = judged.value
  const wanted = select(before, question.findings)
  if (!wanted.ok) return wanted
  const options = {
    names: question.revision.migrations.map(({ name }) => name),
    checksum: migration.checksum,
  }
  const whole = safeVersion(migration, wanted.value, options)
  if (whole.taken.length === 0) return nothing(migration, whole.left)
  const renamed = renamedColumns(wanted.value)
  const hopeless = wanted.value.some(({ rule }) => rule === 'bigserial')
  const prove = await proving(ports, { request, history, original: migration, hopeless, renamed })
  if (!prove.ok) return prove
  const found = await largest(migration, { whole, wanted: wanted.value, options }, prove.value)
  if (!found.ok) return found
  const { version, proof, left } = found.value
  const after = await judgeIn(ports, { ...place.value, pending }, version.migrations)
  if (!after.ok) return after
  const { files, migrations, taken } = version
  return ok({
    migration: migration.name,
    files,
    migrations,
    before,
    after: after.value,
    taken,
    left,
    proven: true,
    kept: proof.kept,
  })
}

interface Place {
  request: ShadowRequest
  postgres: number
  defaultSchema: string
  schemaFiles: SchemaFile[]
  /** All before the migration. */
  history: MigrationFile[]
  /** Those of the history that are there for sure. */
  applied: MigrationFile[]
  /** Those of the history that are deployed together with it. */
  pending: MigrationFile[]
  migration: MigrationFile
}

async function placeOf(
  ports: PlanningPorts,
  { url, shadowUrl, postgres, revision, migration: name }: SafeQuestion,
): Promise<Result<Place>> {
  const migration = revision.migrations.find((each) => each.name === name)
  if (!migration) return fail('not_found', `The project has no migration ${name}.`)
  const history = revision.migrations.filter((each) => each.name < name)
  if (url === null) {
    const request =
      shadowUrl === null
        ? await ports.shadows.withoutEnvironment()
        : ok({ url: shadowUrl, givenUrl: shadowUrl })
    if (!request.ok) return request
    const given: ShadowRequest = request.value
    const opened = await ports.database.open(given.url, { applicationName: 'headgate make-safe' })
    if (!opened.ok) return opened
    const { identity } = opened.value
    await opened.value.close()
    const place = {
      postgres: postgres ?? identity.major,
      defaultSchema: 'public',
      history,
      applied: history,
      pending: [],
    }
    return ok({ ...place, request: { ...given, identity }, schemaFiles: revision.schemaFiles, migration })
  }
  const opened = await ports.database.open(url, { applicationName: 'headgate make-safe' })
  if (!opened.ok) return opened
  const session = opened.value
  try {
    const { rows } = await readLedger(session)
    const statuses = migrationStatuses(revision.migrations, rows)
    const state = statuses.find((each) => each.name === name)?.state
    if (state === undefined || !pendingStates.includes(state)) {
      return fail(
        'migration_not_pending',
        `${name} is ${state ?? 'unknown'} there: only what is pending everywhere can be rewritten.`,
      )
    }
    const waiting = new Set(
      statuses.filter((each) => pendingStates.includes(each.state)).map((each) => each.name),
    )
    return ok({
      request: { url, givenUrl: shadowUrl, identity: session.identity },
      postgres: postgres ?? session.identity.major,
      defaultSchema: schemaOf(url),
      history,
      applied: history.filter((each) => !waiting.has(each.name)),
      pending: history.filter((each) => waiting.has(each.name)),
      schemaFiles: revision.schemaFiles,
      migration,
    })
  } finally {
    await session.close()
  }
}

/** The findings of these scripts, deployed together with what is pending before them. */
async function judgeIn(
  ports: PlanningPorts,
  { request, applied, pending, postgres, defaultSchema, schemaFiles }: Place,
  scripts: readonly { name: string; sql: string }[],
): Promise<Result<Finding[]>> {
  const base: Result<Catalog> = await expectedCatalog(ports, request, applied)
  if (!base.ok) return base
  const { findings } = await analysePlan([...pending, ...scripts], base.value, {
    postgres,
    defaultSchema,
    schemaFiles,
  })
  const own = new Set(scripts.map(({ name }) => name))
  return ok(findings.filter((finding) => own.has(finding.migration)))
}

function select(findings: Finding[], ids: SafeQuestion['findings']): Result<Finding[]> {
  if (typeof ids === 'function') return ids(findings)
  if (ids === 'all') return ok(findings.filter(({ recipe }) => recipe?.rewrite))
  const missing = ids.filter((id) => findings.every((each) => each.id !== id))
  if (missing.length > 0) {
    return fail('not_found', `The migration has no finding ${missing.join(', ')} any more: look at it again.`)
  }
  return ok(findings.filter(({ id }) => ids.includes(id)))
}

/** All of them at once where that is proven, else one by one as many as go together. */
async function largest(
  migration: MigrationFile,
  { whole, wanted, options }: { whole: SafeVersion; wanted: Finding[]; options: SafeOptions },
  prove: (scripts: SafeMigration[]) => Promise<Result<Proof>>,
): Promise<Result<{ version: SafeVersion; proof: Extract<Proof, { proven: true }>; left: string[] }>> {
  const proof = await prove(whole.migrations)
  if (!proof.ok) return proof
  if (proof.value.proven) return ok({ version: whole, proof: proof.value, left: whole.left })
  const left = [...whole.left]
  let kept: Finding[] = []
  let best: { version: SafeVersion; proof: Extract<Proof, { proven: true }> } | null = null
  for (const finding of wanted.filter(({ id }) => whole.taken.includes(id))) {
    const version = safeVersion(migration, [...kept, finding], options)
    if (!version.taken.includes(finding.id)) {
      left.push(...version.left)
      continue
    }
    const tried = await prove(version.migrations)
    if (!tried.ok) return tried
    if (tried.value.proven) {
      kept = [...kept, finding]
      best = { version, proof: tried.value }
    } else {
      left.push(
        `${finding.title}: tried, and it does not end in the same schema (${tried.value.differences.join('; ')}).`,
      )
    }
  }
  return best ? ok({ ...best, left }) : nothing(migration, left)
}

function nothing(migration: MigrationFile, left: string[]): Result<never> {
  return fail(
    'no_safe_way',
    `Nothing of ${migration.name} can be rewritten so that it ends in the same schema. ${left.join(' ')}`.trim(),
  )
}

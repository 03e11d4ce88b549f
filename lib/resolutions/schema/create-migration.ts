import { catalogDelta } from '../../domain/catalog-delta'
import { fail, ok, type Result } from '../../domain/failure'
import type { FileChange } from '../../domain/file-change'
import type { ShadowRequest } from '../../engines/engine'
import type { CapturedFiles } from '../../engines/planning/captured-files'
import { onScratch, type Scratch } from '../../engines/planning/scratch'
import { loadParser } from '../../sql/parse'
import type { ResolvingPorts } from '../situation'
import { unindexedForeignKeys } from './foreign-keys'
import { hiddenDrops } from './hidden-drops'
import { lossHeader } from './loss-header'
import { migrationName } from './migration-name'
import { tryScript } from './try-script'

export interface MigrationWish {
  /** Connection string of an environment, for its major version alone; it is not looked at otherwise. Null: none. */
  url: string | null
  shadowUrl: string | null
  revision: CapturedFiles
  /** Words: `add order notes`. */
  name: string
  /** `schema`: what leads from the migrations to the schema. `data`: an empty one, to be filled by hand. */
  kind: 'schema' | 'data'
  now: Date
}

export interface CreatedMigration {
  files: FileChange[]
  /** Null: nothing differs. */
  migration: { name: string; sql: string } | null
  /** What to know before it is deployed, a sentence each. */
  notes: string[]
}

/**
 * The next migration: what leads from what the project's migrations build to what its schema says. No environment is
 * read or written. Fails: invalid_input (the name), and as replaying and the engine do.
 */
export async function createMigration(
  ports: ResolvingPorts,
  wish: MigrationWish,
): Promise<Result<CreatedMigration>> {
  await loadParser()
  const { migrations, schemaFiles } = wish.revision
  const name = migrationName(
    wish.name,
    wish.now,
    migrations.map((each) => each.name),
  )
  if (!name.ok) return name
  if (wish.kind === 'data') return ok(created(name.value, dataTemplate(name.value), []))
  if (schemaFiles.length === 0)
    return fail('invalid_input', 'The project has no Prisma schema to make a migration from.')
  const request = await requestOf(ports, wish)
  if (!request.ok) return request
  const drafted = await onScratch(ports, request.value, migrations, (scratch) =>
    draft(ports, request.value, scratch, wish),
  )
  if (!drafted.ok) return drafted
  if (!drafted.value.ok) return drafted.value
  const { sql, notes } = drafted.value.value
  if (sql === '')
    return ok({
      files: [],
      migration: null,
      notes: ['The migrations build what the schema says: nothing differs.'],
    })
  return ok(created(name.value, sql, notes))
}

/** An environment that cannot be reached is no reason to make no migration. */
async function requestOf(
  ports: ResolvingPorts,
  { url, shadowUrl }: MigrationWish,
): Promise<Result<ShadowRequest>> {
  for (const place of [url, shadowUrl]) {
    if (place === null) continue
    const opened = await ports.database.open(place, {
      applicationName: 'headgate create',
      connectTimeoutMs: 5_000,
    })
    if (!opened.ok) continue
    const { identity } = opened.value
    await opened.value.close()
    return ok({ url: place, givenUrl: shadowUrl, identity })
  }
  return await ports.shadows.withoutEnvironment()
}

async function draft(
  ports: ResolvingPorts,
  request: ShadowRequest,
  { session, url, catalog }: Scratch,
  { revision }: MigrationWish,
): Promise<Result<{ sql: string; notes: string[] }>> {
  const { schemaFiles } = revision
  const from = { of: 'database' as const }
  const diff = await ports.engine.diff(
    { url, shadow: request },
    from,
    { of: 'schema', files: schemaFiles },
    schemaFiles,
  )
  if (!diff.ok) return diff
  if (diff.value.empty) return ok({ sql: '', notes: [] })
  const { sql } = diff.value
  const before = await catalog()
  const failure = await tryScript(session, 'the new migration', sql)
  const after = await catalog()
  const changes = catalogDelta(before, after)
  const notes = failure
    ? [
        `It fails on a shadow database, after all migrations: ${failure}. Something that the Prisma schema cannot express may stand in its way; repair the SQL before it is deployed.`,
      ]
    : [...hiddenDrops(changes, before), ...unindexedForeignKeys(changes, after)]
  const header = lossHeader(changes, sql)
  return ok({ sql: header === '' ? sql : `${header}${sql}`, notes })
}

function created(name: string, sql: string, notes: string[]): CreatedMigration {
  return {
    files: [{ change: 'write', path: `${name}/migration.sql`, content: sql, replaces: null }],
    migration: { name, sql },
    notes,
  }
}

function dataTemplate(name: string): string {
  return `-- ${name}: a change of rows, to be written here.
--
-- All of it runs in one transaction: what it has touched stays locked until its end. For a large table, write one
-- migration for each batch, or a condition that finds what is left, so that it can be run again:
--
--   UPDATE "orders" SET "state" = 'open'
--   WHERE "id" IN (SELECT "id" FROM "orders" WHERE "state" IS NULL ORDER BY "id" LIMIT 10000);
--
-- Leave columns and tables to a migration of their own, before or after this one.
`
}

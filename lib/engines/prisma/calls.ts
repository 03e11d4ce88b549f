import type {
  DiffTarget,
  MigrationList,
  SchemaContainer,
  SchemaEngine,
} from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { MigrationFile } from '../../domain/migration'
import type { SchemaFile } from '../../domain/revision'
import type {
  BothWays,
  DataLossWarnings,
  DiagnosedHistory,
  DiffResult,
  DiffSide,
  Introspected,
} from '../engine'

/** A question to the engine, as plain data that crosses the thread's border. */
export type EngineCall = { schema: SchemaFile[] } & (
  | { kind: 'diff'; from: DiffSide; to: DiffSide }
  | { kind: 'diffBothWays'; from: DiffSide; to: DiffSide }
  | { kind: 'diagnose'; migrations: MigrationFile[] }
  | { kind: 'dataLoss'; migrations: MigrationFile[] }
  | { kind: 'introspect'; namespaces: string[] | null; fresh: boolean }
  | { kind: 'apply'; migrations: MigrationFile[] }
  /** Makes the engine panic, for tests of what follows. */
  | { kind: 'panic' }
)

export type EngineAnswer =
  | DiffResult
  | BothWays
  | DiagnosedHistory
  | DataLossWarnings
  | Introspected
  | string[]

const filters = { externalTables: [], externalEnums: [] }
/** The engine only puts it into messages; nothing is read from there. */
const folder = '/project'

export async function answer(engine: SchemaEngine, call: EngineCall): Promise<EngineAnswer> {
  switch (call.kind) {
    case 'diff':
      return await diff(engine, call.from, call.to, call.schema)
    case 'diffBothWays': {
      const there = await diff(engine, call.from, call.to, call.schema)
      return { there, back: await diff(engine, call.to, call.from, call.schema, { summary: false }) }
    }
    case 'diagnose':
      return await diagnose(engine, call.migrations)
    case 'dataLoss':
      return await dataLoss(engine, call.migrations, call.schema)
    case 'introspect':
      return await introspect(engine, call)
    case 'apply': {
      const input = { migrationsList: migrationList(call.migrations), filters }
      return (await engine.applyMigrations(input)).appliedMigrationNames
    }
    case 'panic':
      engine.debugPanic()
      return []
  }
}

async function diff(
  engine: SchemaEngine,
  from: DiffSide,
  to: DiffSide,
  schema: SchemaFile[],
  wanted = { summary: true },
): Promise<DiffResult> {
  const sides = { from: target(from, schema), to: target(to, schema), exitCode: true, filters }
  const script = await engine.diff({ ...sides, script: true })
  if (script.exitCode === 0) return { sql: '', summary: '', empty: true }
  const words = wanted.summary ? await engine.diff({ ...sides, script: false }) : null
  return { sql: script.stdout ?? '', summary: (words?.stdout ?? '').trim(), empty: false }
}

async function diagnose(engine: SchemaEngine, migrations: MigrationFile[]): Promise<DiagnosedHistory> {
  const found = await engine.diagnoseMigrationHistory({
    migrationsList: migrationList(migrations),
    // The engine computes drift there and does not say it: risk without an answer.
    optInToShadowDatabase: false,
    filters,
  })
  const { history } = found
  return {
    failed: found.failedMigrationNames,
    edited: found.editedMigrationNames,
    hasLedger: found.hasMigrationsTable,
    unapplied: history && 'unappliedMigrationNames' in history ? history.unappliedMigrationNames : [],
    unknownApplied:
      history && 'unpersistedMigrationNames' in history ? history.unpersistedMigrationNames : [],
  }
}

async function dataLoss(
  engine: SchemaEngine,
  migrations: MigrationFile[],
  schema: SchemaFile[],
): Promise<DataLossWarnings> {
  const migrationsList = migrationList(migrations)
  // Fills the engine's schema cache, without which evaluateDataLoss finds no shadow database.
  await engine.devDiagnostic({ migrationsList, filters })
  const found = await engine.evaluateDataLoss({
    migrationsList,
    schema: { files: containers(schema) },
    filters,
  })
  return {
    warnings: found.warnings.map((each) => each.message),
    unexecutable: found.unexecutableSteps.map((each) => each.message),
    steps: found.migrationSteps,
  }
}

async function introspect(
  engine: SchemaEngine,
  { schema, namespaces, fresh }: Extract<EngineCall, { kind: 'introspect' }>,
): Promise<Introspected> {
  const input = { schema: { files: containers(schema) }, baseDirectoryPath: folder, force: fresh }
  const found = await engine.introspect({ ...input, compositeTypeDepth: 0, namespaces }).catch((error) => {
    // No failure for those who ask what is there.
    if (/introspected database was empty/.test(String(error))) return { schema: input.schema, warnings: null }
    throw error
  })
  const files = found.schema.files.map(({ path, content }) => ({ path, content }))
  return { files, warnings: (found.warnings ?? '').trim() }
}

function target(side: DiffSide, schema: SchemaFile[]): DiffTarget {
  switch (side.of) {
    case 'empty':
      return { tag: 'empty' }
    case 'migrations':
      return { tag: 'migrations', ...migrationList(side.migrations) }
    case 'schema':
      return { tag: 'schemaDatamodel', files: containers(side.files) }
    case 'database':
      return { tag: 'schemaDatasource', files: containers(schema), configDir: folder }
  }
}

function migrationList(migrations: MigrationFile[]): MigrationList {
  return {
    baseDir: `${folder}/migrations`,
    lockfile: { path: './migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}

export function containers(files: SchemaFile[]): SchemaContainer[] {
  return files.map(({ path, content }) => ({ path, content }))
}

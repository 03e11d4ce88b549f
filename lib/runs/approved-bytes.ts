import { createHash } from 'node:crypto'
import { fail, ok, type Result } from '../domain/failure'
import type { MigrationFile } from '../domain/migration'
import type { Plan, PlannedMigration } from '../domain/plan'

/**
 * What will be sent is what was approved: each script has the plan's checksum and is the approved file, and each
 * statement is a piece of that script. Pure.
 */
export function checkApprovedBytes(plan: Plan, approvedFiles: MigrationFile[]): Result<void> {
  const files = new Map(approvedFiles.map((file) => [file.name, file]))
  const differences = plan.migrations.flatMap((migration) =>
    bytesDiffer(migration, files.get(migration.name)),
  )
  if (differences.length === 0) return ok()
  return fail('plan_outdated', differences.join(' '), { differences })
}

function bytesDiffer(migration: PlannedMigration, file: MigrationFile | undefined): string[] {
  const { name, sql, checksum, statements } = migration
  if (!file) return [`The approved revision has no migration ${name}.`]
  if (sha256(sql) !== checksum) return [`The bytes of ${name} are not those that the plan was made of.`]
  if (file.checksum !== checksum || sha256(file.sql) !== checksum) {
    return [`${name} was edited after the plan was made.`]
  }
  const foreign = statements.find(({ start, end, text }) => sql.slice(start, end) !== text)
  return foreign ? [`Statement ${foreign.index + 1} of ${name} is not a piece of its script.`] : []
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

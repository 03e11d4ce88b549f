import { fail, ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { beyondDatabase } from '../../sql/beyond-database'

/** Refuses to try scripts that would do something to the server around the shadow. Fails: migration_does_not_replay. */
export function refuseBeyond(migrations: MigrationFile[]): Result<void> {
  for (const { name, sql } of migrations) {
    const [first] = beyondDatabase(sql)
    if (!first) continue
    const why = `${name}, line ${first.line}: ${first.summary} reaches beyond its database; trying it would do it.`
    return fail('migration_does_not_replay', why, { migration: name })
  }
  return ok()
}

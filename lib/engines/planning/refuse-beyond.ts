import { fail, ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { beyondDatabase } from '../../sql/beyond-database'
import { sha256 } from '../history-key'

/** Digests of scripts that were looked at; histories come again and again. Some 100 bytes each. */
const harmless = new Set<string>()
const remembered = 20_000

/** Refuses to try scripts that would do something to the server around the shadow. Fails: migration_does_not_replay. */
export function refuseBeyond(migrations: MigrationFile[]): Result<void> {
  for (const { name, sql } of migrations) {
    const digest = sha256(sql)
    if (harmless.has(digest)) continue
    const [first] = beyondDatabase(sql)
    if (first) {
      const why = `${name}, line ${first.line}: ${first.summary} reaches beyond its database; trying it would do it.`
      return fail('migration_does_not_replay', why, { migration: name })
    }
    if (harmless.size >= remembered) harmless.clear()
    harmless.add(digest)
  }
  return ok()
}

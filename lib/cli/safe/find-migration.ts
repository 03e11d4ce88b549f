import { fail, ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { suggest } from '../../domain/suggest'
import { parseScript } from '../../sql/parse'
import { shellWord } from '../shell-word'

/** The migration that a word names; a path to it is a name, too, as a shell completes it. Needs `loadParser()` before. */
export function findMigration(migrations: readonly MigrationFile[], word: string): Result<MigrationFile> {
  const name = word.replace(/[\\/]+(migration\.sql)?$/, '').replace(/^.*[\\/]/, '')
  const found = migrations.find((each) => each.name === name)
  if (found) return readable(found)
  const names = migrations.map((each) => each.name)
  const meant = names.findLast((each) => each.includes(name)) ?? suggest(name, names)
  const why = `The project has no migration ${word}.${meant ? ` Did you mean ${meant}?` : ''}`
  return fail('usage_wrong', why, {
    next: meant ? `headgate safe ${shellWord(meant)}` : 'headgate safe lists those that can be made safe.',
  })
}

function readable(migration: MigrationFile): Result<MigrationFile> {
  const { error, statements } = parseScript(migration.sql)
  const broken = error ?? statements.find((each) => each.error)?.error
  if (!broken) return ok(migration)
  const line = migration.sql.slice(0, broken.position).split('\n').length
  return fail('no_safe_way', `${migration.name} does not parse at line ${line}: ${broken.message}.`, {
    next: 'Correct its SQL first; headgate lint shows the place.',
  })
}

import { join } from 'node:path'
import { FailureError, fail } from '../../domain/failure'
import { kindOf, readText } from './read-text'

const supported = ['postgresql', 'postgres']

/**
 * Refuses a project for another kind of database. `declared`: the providers of the datasource, null where a variable
 * names it or where there is none. What `migration_lock.toml` says counts for the scripts. Resolves to notes.
 * Throws a `FailureError`: provider_unsupported, schema_unreadable when neither says what the project is for.
 */
export async function checkProvider(
  declared: { providers: string[] | null; where: string; known: boolean },
  migrations: string,
): Promise<string[]> {
  const { providers, where, known } = declared
  const locked = await lockOf(migrations)
  if (locked.provider !== null && !supported.includes(locked.provider))
    throw unsupported('migration_lock.toml', locked.provider, providers)
  if (providers && !providers.some((name) => supported.includes(name)))
    throw unsupported(where, providers.join(', '), null)
  if (providers && providers.length > 1)
    return [...locked.notes, `${where} names several providers; it was read as postgresql.`]
  if (providers) return locked.notes
  if (known)
    return [...locked.notes, `${where} takes its provider from a variable; it was read as postgresql.`]
  if (locked.provider !== null)
    return [...locked.notes, `${where} has no datasource block; migration_lock.toml says ${locked.provider}.`]
  throw new FailureError(
    fail('schema_unreadable', `${where} has no datasource block with a provider.`, { path: where }).failure,
  )
}

async function lockOf(migrations: string): Promise<{ provider: string | null; notes: string[] }> {
  const path = join(migrations, 'migration_lock.toml')
  if ((await kindOf(migrations)) === null) return { provider: null, notes: [] }
  if ((await kindOf(path)) === null)
    return { provider: null, notes: ['There is no migration_lock.toml beside the migrations.'] }
  const { text } = await readText(path)
  const provider = /^\s*provider\s*=\s*(?:"([^"]*)"|'([^']*)')/m.exec(text)
  if (provider) return { provider: provider[1] ?? provider[2] ?? '', notes: [] }
  return { provider: null, notes: ['migration_lock.toml names no provider.'] }
}

function unsupported(where: string, provider: string, schema: string[] | null): FailureError {
  const other = schema?.some((name) => supported.includes(name))
    ? ', and the schema postgresql: these migrations were written for another kind of database'
    : ''
  return new FailureError(
    fail('provider_unsupported', `${where} says provider = "${provider}"${other}.`, { provider }).failure,
  )
}

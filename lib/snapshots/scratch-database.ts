import { DatabaseError, type Session } from '../databases/database'
import type { DatabaseProperties } from '../domain/snapshot'
import { quoteIdentifier, quoteLiteral } from './names'
import { currentOwner } from './process-owner'

export interface NewDatabase {
  name: string
  /** Default `template0`. */
  template?: string
  strategy?: 'wal_log' | 'file_copy'
  /** Encoding and locale, for a database that is made from `template0`. */
  properties?: DatabaseProperties | undefined
  owner?: string | undefined
  now: Date
}

/**
 * Creates a database that only its owner can connect to: the grants of what it will hold are not there yet. Its
 * comment says which process made it, so that what a killed one left can be told and dropped.
 */
export async function createPrivateDatabase(session: Session, wanted: NewDatabase): Promise<void> {
  const { name, template = 'template0', strategy, properties, owner, now } = wanted
  const database = quoteIdentifier(name)
  const { major } = session.identity
  const options = [
    `template ${quoteIdentifier(template)}`,
    'allow_connections false',
    ...(owner ? [`owner ${quoteIdentifier(owner)}`] : []),
    ...(strategy && major >= 15 ? [`strategy ${strategy}`] : []),
    ...(template === 'template0' && properties ? localeOptions(properties, major) : []),
  ]
  await session.script(`create database ${database} ${options.join(' ')}`)
  try {
    await session.script(`revoke all on database ${database} from public`)
    await session.script(
      `comment on database ${database} is ${quoteLiteral(JSON.stringify(currentOwner(now)))}`,
    )
    await session.script(`alter database ${database} allow_connections true`)
  } catch (error) {
    await dropDatabase(session, name)
    throw error
  }
}

function localeOptions(properties: DatabaseProperties, major: number): string[] {
  const { encoding, collate, ctype, provider, locale } = properties
  const options = [
    `encoding ${quoteLiteral(encoding)}`,
    `lc_collate ${quoteLiteral(collate)}`,
    `lc_ctype ${quoteLiteral(ctype)}`,
  ]
  if (major < 15) return options
  const names: Record<string, [string, string]> = {
    i: ['icu', 'icu_locale'],
    b: ['builtin', 'builtin_locale'],
  }
  const [word, option] = names[provider] ?? ['libc', null]
  return [
    ...options,
    `locale_provider ${word}`,
    ...(option && locale ? [`${option} ${quoteLiteral(locale)}`] : []),
  ]
}

/** Drops it with whoever is in it. True when it is gone afterwards; false when the server refused. */
export async function dropDatabase(session: Session, name: string): Promise<boolean> {
  try {
    await session.script(`drop database if exists ${quoteIdentifier(name)} with (force)`)
    return true
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error
    return false
  }
}

/** Bytes of a database, or null when it does not exist. */
export async function databaseBytes(session: Session, name: string): Promise<number | null> {
  const { rows } = await session.query<{ bytes: string }>(
    'select pg_database_size(oid)::text as bytes from pg_database where datname = $1',
    [name],
  )
  return rows[0] ? Number(rows[0].bytes) : null
}

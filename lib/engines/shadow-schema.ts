import pg from 'pg'
import type { Database } from '../databases/database'
import { FailureError } from '../domain/failure'

/** The same connection string, with the schema that unqualified names mean in the environment. */
export function withSchema(url: string, schema: string): string {
  const changed = new URL(url)
  if (schema === 'public') changed.searchParams.delete('schema')
  else changed.searchParams.set('schema', schema)
  return changed.toString()
}

/** A new database knows `public` alone. */
export async function createSchema(database: Database, url: string, schema: string): Promise<void> {
  if (schema === 'public') return
  const opened = await database.open(url, { applicationName: 'headgate shadow' })
  if (!opened.ok) throw new FailureError(opened.failure)
  try {
    await opened.value.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`)
  } finally {
    await opened.value.close()
  }
}

import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { postgres } from '../databases/postgres/postgres'
import type { SnapshotMethod, SnapshotSource, TakenSnapshot } from './method'

export const quiet = () => {}
export const newId = () => randomBytes(6).toString('hex')

export async function sourceOf(url: string): Promise<SnapshotSource> {
  const opened = await postgres.open(url, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { identity } = opened.value
  await opened.value.close()
  return { url, identity }
}

/** Several statements; resolves to the first value of the last one. */
export async function one<T>(url: string, sql: string): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const result = await client.query({ text: sql, rowMode: 'array' })
    return (Array.isArray(result) ? result.at(-1) : result)?.rows?.[0]?.[0] as T
  } finally {
    await client.end()
  }
}

export async function databases(url: string, like: string): Promise<string[]> {
  const names = await one<string[] | null>(
    url,
    `select array_agg(datname::text) from pg_database where datname like '${like}'`,
  )
  return names ?? []
}

export async function take(
  method: SnapshotMethod,
  source: SnapshotSource,
): Promise<{ id: string; taken: TakenSnapshot }> {
  const id = newId()
  const taken = await method.take(source, id, quiet)
  if (!taken.ok) throw new Error(`${taken.failure.what} ${taken.failure.why}`)
  return { id, taken: taken.value }
}

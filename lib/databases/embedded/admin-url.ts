import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { clusterPaths, serverUrl } from './cluster'
import { readPostmaster } from './postmaster'
import { serverFolder, unprivilegedUser } from './unprivileged'

/**
 * The administrator's connection string of the server with that system identifier, when it is one of those that run
 * in Headgate's data folder; else null. Starts nothing.
 */
export async function embeddedAdminUrl(dataDir: string, systemIdentifier: string): Promise<string | null> {
  const names = await readdir(join(dataDir, 'postgres')).catch(() => [])
  for (const name of names.filter((each) => /^\d+$/.test(each))) {
    const folder = await serverFolder(resolve(dataDir, 'postgres', name), unprivilegedUser())
    const postmaster = await readPostmaster(clusterPaths(folder).cluster)
    if (!postmaster) continue
    const url = await serverUrl(folder, postmaster.port)
    if ((await systemIdentifierOf(url)) === systemIdentifier) return url
  }
  return null
}

async function systemIdentifierOf(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ id: string }>(
      'select system_identifier::text as id from pg_control_system()',
    )
    return rows[0]?.id ?? null
  } catch {
    return null
  } finally {
    await client.end().catch(() => {})
  }
}

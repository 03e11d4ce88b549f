import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { newestMajor } from '../databases/embedded/binaries'
import { type EmbeddedServer, ensureServer } from '../databases/embedded/server'
import { FailureError } from '../domain/failure'
import { StartFailed } from './start-failed'

/** Any number will do, as long as no other program takes it in this database. */
const supervisorKey = 4_830_917_265n

export interface ControlDatabase {
  url: string
  server: EmbeddedServer
  /** Holds the lock that makes this supervisor the only one of its data folder. */
  guard: pg.Client
}

/**
 * Starts or adopts the embedded server, makes the database `headgate` when it is not there, and takes the lock of
 * the data folder. Throws `StartFailed` when another supervisor has it.
 */
export async function openControlDatabase(dataDir: string): Promise<ControlDatabase> {
  const server = await ensureServer(dataDir, await controlMajor(dataDir))
  if (!server.ok) throw new FailureError(server.failure)
  const url = await createDatabase(server.value.url, 'headgate')
  const guard = new pg.Client({
    connectionString: url,
    application_name: 'headgate supervisor',
    keepAlive: true,
  })
  guard.on('error', () => {})
  await guard.connect()
  const { rows } = await guard.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [
    String(supervisorKey),
  ])
  if (rows[0]?.locked) return { url, server: server.value, guard }
  await guard.end()
  throw new StartFailed(`Another Headgate runs on the data folder ${dataDir}; stop it first.`)
}

/** The data stays with the major that made it, also when a newer one comes with Headgate. */
async function controlMajor(dataDir: string): Promise<number> {
  const file = join(dataDir, 'postgres-major')
  await mkdir(dataDir, { recursive: true })
  const recorded = await readFile(file, 'utf8').then(Number, () => null)
  if (recorded) return recorded
  await writeFile(file, `${newestMajor}\n`)
  return newestMajor
}

async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}

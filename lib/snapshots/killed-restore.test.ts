import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import { debianServerInstalled, startDebianServer } from './debian-server-in-tests'
import type { SnapshotSource, TakenSnapshot } from './method'
import { createSnapshotMethods } from './methods'
import { recoverCopy } from './recover-copy'
import { recoverRestore } from './recover-restore'
import { type RestoreNames, restoreNames } from './restore-beside'
import { sweepSnapshots } from './sweep'

const root = process.cwd()
const rounds = process.env.HEADGATE_TESTS === 'full' ? 24 : 4

describe.skipIf(!debianServerInstalled)('a restore whose process is killed', () => {
  let server: Awaited<ReturnType<typeof startDebianServer>>
  let dataDir: string
  let bundle: string
  beforeAll(async () => {
    server = await startDebianServer()
    dataDir = await mkdtemp(join(tmpdir(), 'headgate-killed-'))
    // Beside node_modules, so that its packages are found.
    bundle = join(root, '.build', `killed-restore-${randomBytes(4).toString('hex')}.mjs`)
    await build({
      entryPoints: [join(root, 'lib/snapshots/killed-restore-in-tests.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    })
  })
  afterAll(async () => {
    await server?.stop()
    await rm(dataDir, { recursive: true, force: true })
    await rm(bundle, { force: true })
  })

  for (const name of ['dump', 'clone'] as const) {
    it(`by ${name}, at any moment, leaves either the old or the new database live, and recovery says which`, async () => {
      const parts = { database: postgres, dataDir }
      const method = createSnapshotMethods(parts).find((candidate) => candidate.name === name)
      const states: string[] = []
      for (let round = 0; round < 8; round += 1) {
        const source = await newSource(server.url)
        const taken = await method?.take(source, randomBytes(6).toString('hex'), () => {})
        if (!taken?.ok) throw new Error(taken?.failure.why)
        await query(source.url, `insert into t select g, 'since' from generate_series(20001, 20010) g`)
        const names = restoreNames(source, randomBytes(6).toString('hex'), new Date())
        // Half of the rounds around the exchange itself, the others anywhere before.
        const wait =
          round % 2 ? { after: 'Exchanging the databases', ms: round } : { after: '', ms: round * 12 }
        await killDuring(bundle, { source, taken: taken.value, names, dataDir, method: name }, wait)
        const recovered = await recoverRestore(parts, source, names)
        if (!recovered.ok) throw new Error(recovered.failure.why)
        states.push(recovered.value.state)
        const rows = await query(source.url, 'select count(*)::int from t')
        expect([recovered.value.state, rows]).toEqual(
          recovered.value.state === 'swapped' ? ['swapped', 20000] : ['not_swapped', 20010],
        )
        const left = await query(
          server.url,
          `select count(*)::int from pg_database where datname = '${names.beside}'`,
        )
        expect(left).toBe(0)
        if (recovered.value.state === 'swapped') {
          expect(
            await query(postgres.withDatabase(source.url, names.failed), 'select count(*)::int from t'),
          ).toBe(20010)
        }
      }
      expect(states).toContain('not_swapped')
    })

    it(`and one into a new database by ${name} leaves it whole under its name, or nothing`, async () => {
      const parts = { database: postgres, dataDir }
      const method = createSnapshotMethods(parts).find((candidate) => candidate.name === name)
      const source = await newSource(server.url)
      const taken = await method?.take(source, randomBytes(6).toString('hex'), () => {})
      if (!taken?.ok) throw new Error(taken?.failure.why)
      const states = new Set<string>()
      for (let round = 0; round < rounds; round += 1) {
        const id = randomBytes(6).toString('hex')
        const copy = { name: `look_${id}`, beside: `headgate_restore_${id}` }
        const waits = [
          { after: 'oid', ms: 40 },
          { after: 'oid', ms: 0 },
          { after: 'Comparing', ms: round },
          { after: '', ms: round * 15 },
        ]
        const wait = waits[round % waits.length] ?? { after: '', ms: 0 }
        const said = await killDuring(
          bundle,
          { source, taken: taken.value, copy, dataDir, method: name },
          wait,
        )
        const oid = /oid (\d+) /.exec(said)?.[1]
        const recovered = await recoverCopy(parts, source, { ...copy, databaseOid: oid ? Number(oid) : null })
        if (!recovered.ok) throw new Error(recovered.failure.why)
        states.add(recovered.value.state)
        const left = await query(
          server.url,
          `select string_agg(datname::text, ',') from pg_database where datname in ('${copy.name}', '${copy.beside}')`,
        )
        expect([recovered.value.state, left]).toEqual(
          recovered.value.state === 'there' ? ['there', copy.name] : ['gone', null],
        )
        if (recovered.value.state !== 'there') continue
        expect(await query(postgres.withDatabase(source.url, copy.name), 'select count(*)::int from t')).toBe(
          20_000,
        )
      }
      expect([...states].sort()).toEqual(['gone', 'there'])
      expect(await query(source.url, 'select count(*)::int from t')).toBe(20_000)
    })

    it(`and one that takes by ${name} leaves nothing once it was swept`, async () => {
      const parts = { database: postgres, dataDir }
      const source = await newSource(server.url)
      await query(
        source.url,
        `insert into t select g, repeat(md5(g::text), 8) from generate_series(100000, 500000) g`,
      )
      for (let round = 0; round < 4; round += 1) {
        const id = randomBytes(6).toString('hex')
        await killDuring(bundle, { source, id, dataDir, method: name }, { after: 'step', ms: round * 60 })
        await sweepSnapshots(parts, [source])
        const folders = await readdir(join(dataDir, 'snapshots')).catch(() => [])
        expect(folders.filter((folder) => folder.startsWith(`${id}.`))).toEqual([])
        await gone(
          server.url,
          `select 1 from pg_stat_activity where application_name = 'headgate snapshot ${id}'`,
        )
        await sweepSnapshots(parts, [source])
        await gone(
          server.url,
          `select 1 from pg_database where datname = 'headgate_snapshot_${id}' and datallowconn`,
        )
      }
    })
  }
})

/** The server may need a moment to notice that its client died. */
async function gone(url: string, sql: string): Promise<void> {
  await expect.poll(() => query(url, sql), { timeout: 10_000, interval: 50 }).toBeUndefined()
}

interface Task {
  source: SnapshotSource
  taken?: TakenSnapshot
  names?: RestoreNames
  copy?: { name: string; beside: string }
  id?: string
  dataDir: string
  method: string
}

/** Resolves to what the process said until then. */
function killDuring(bundle: string, task: Task, wait: { after: string; ms: number }): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bundle], {
      env: { ...process.env, HEADGATE_TEST_RESTORE: JSON.stringify(task) },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let timer: NodeJS.Timeout | undefined
    let said = ''
    const kill = () => child.kill('SIGKILL')
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (!timer && text.includes(wait.after)) timer = setTimeout(kill, wait.ms)
    })
    child.once('close', () => {
      clearTimeout(timer)
      resolve(said)
    })
  })
}

async function newSource(server: string): Promise<SnapshotSource> {
  const name = `killed_${randomBytes(5).toString('hex')}`
  await query(server, `create database ${name}`)
  const url = postgres.withDatabase(server, name)
  await query(
    url,
    `create table t (id int primary key, body text); insert into t select g, md5(g::text) from generate_series(1, 20000) g`,
  )
  const opened = await postgres.open(url, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { identity } = opened.value
  await opened.value.close()
  return { url, identity }
}

async function query(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const result = await client.query({ text: sql, rowMode: 'array' })
    return result.rows?.[0]?.[0]
  } finally {
    await client.end()
  }
}

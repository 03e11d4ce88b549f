import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { LeaseLostError } from '../domain/journal'
import type { SnapshotSource } from './method'
import { createSnapshotMethods } from './methods'
import { recoverRestore } from './recover-restore'
import { type RestoreNames, restoreBesideAndSwap, restoreNames } from './restore-beside'

const parts = { database: postgres, dataDir: tmpdir() }
const quiet = () => {}

async function query(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows?.[0]?.[0]
  } finally {
    await client.end()
  }
}

/** A clone is taken, a row comes after it, and it is restored with `beforeSwap`. */
async function restoring(
  beforeSwap: (source: SnapshotSource, names: RestoreNames) => Promise<void>,
): Promise<{ source: SnapshotSource; names: RestoreNames; ended: Promise<unknown>; clean(): Promise<void> }> {
  const url = await (await testServer()).createDatabase('fence')
  await query(url, 'create table t (id int)')
  const opened = await postgres.open(url, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const source = { url, identity: opened.value.identity }
  await opened.value.close()
  const method = createSnapshotMethods(parts).find(({ name }) => name === 'clone')
  if (!method) throw new Error('No method')
  const taken = await method.take(source, randomBytes(6).toString('hex'), quiet)
  if (!taken.ok) throw new Error(taken.failure.why)
  await query(url, 'insert into t values (2)')
  const names = restoreNames(source, randomBytes(6).toString('hex'), new Date())
  const ended = restoreBesideAndSwap(
    parts,
    { method, source, taken: taken.value, names, beforeSwap: () => beforeSwap(source, names) },
    quiet,
  )
  return { source, names, ended, clean: () => method.remove(source, taken.value.location) }
}

const left = (url: string, { beside, failed }: RestoreNames) =>
  query(url, `select count(*)::int from pg_database where datname in ('${beside}', '${failed}')`)

describe('the exchange of two databases', () => {
  it('is not begun by a runner that lost its run, which leaves nothing', async () => {
    const { source, names, ended, clean } = await restoring(async () => {
      throw new LeaseLostError('r')
    })
    await expect(ended).rejects.toThrow(LeaseLostError)
    expect(await query(source.url, 'select count(*)::int from t')).toBe(1)
    expect(await left(source.url, names)).toBe(0)
    await clean()
  })

  it('is not done by a runner that is taken over between its proof and the exchange', async () => {
    const { source, names, ended, clean } = await restoring(async (at, these) => {
      // What a successor does first: it finds the live database as it was, and says so.
      const recovered = await recoverRestore(parts, at, these)
      expect(recovered).toMatchObject({ ok: true, value: { state: 'not_swapped' } })
    })
    expect(await ended).toMatchObject({ ok: false })
    expect(await query(source.url, 'select count(*)::int from t')).toBe(1)
    expect(
      await query(source.url, 'select oid::int from pg_database where datname = current_database()'),
    ).toBe(source.identity.databaseOid)
    expect(await left(source.url, names)).toBe(0)
    await clean()
  })
})

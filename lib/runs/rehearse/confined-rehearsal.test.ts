import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../../databases/postgres/postgres'
import { systemClock } from '../../domain/clock'
import { ok } from '../../domain/failure'
import { defaultPolicies } from '../../domain/policy'
import type { Rehearsal } from '../../domain/rehearsal'
import { debianServerInstalled, startDebianServer } from '../../snapshots/debian-server-in-tests'
import { createSnapshotMethods } from '../../snapshots/methods'
import type { SnapshotParts } from '../../snapshots/parts'
import { memoryJournal } from '../testing/memory-journal'
import { identityOf, measurePlan, migrationFile, openTestSession } from '../testing/plan'
import { executeRehearsal } from './execute-rehearsal'

const thorough = process.env.HEADGATE_TESTS === 'full' && debianServerInstalled
const base = 'CREATE TABLE orders (id serial PRIMARY KEY, note text);'
const policy = defaultPolicies.development

let theirs: Awaited<ReturnType<typeof startDebianServer>>
let own: Awaited<ReturnType<typeof startDebianServer>>
beforeAll(async () => {
  if (!thorough) return
  ;[theirs, own] = await Promise.all([startDebianServer(), startDebianServer()])
})
afterAll(async () => {
  await theirs?.stop()
  await own?.stop()
})

/** A database whose user may create none beside it, and which others may read. */
async function environment(): Promise<string> {
  const admin = await openTestSession(theirs.url)
  await admin.script("CREATE ROLE app LOGIN PASSWORD 'app'; CREATE ROLE reader")
  await admin.script('CREATE DATABASE shop OWNER app')
  await admin.close()
  const url = new URL(postgres.withDatabase(theirs.url, 'shop'))
  url.username = 'app'
  url.password = 'app'
  const session = await openTestSession(url.href)
  await session.script(`${base} INSERT INTO orders (note) SELECT 'n' FROM generate_series(1, 40);
    GRANT SELECT ON orders TO reader`)
  await session.close()
  return url.href
}

describe.runIf(thorough)('a rehearsal on a server of Headgate’s own', () => {
  it('runs as a role that may do nothing elsewhere, which goes with the copy', async () => {
    const url = await environment()
    const parts: SnapshotParts = {
      database: postgres,
      dataDir: mkdtempSync(join(tmpdir(), 'headgate-rehearsal-')),
      ensureServer: async () => ok({ url: own.url }),
    }
    const files = [
      migrationFile(
        '001',
        'CREATE TABLE who AS SELECT current_user AS name; ALTER TABLE orders DROP COLUMN note;',
      ),
    ]
    const reverse = 'ALTER TABLE orders ADD COLUMN note text; DROP TABLE who;'
    const plan = await measurePlan(url, [base], files, reverse)
    const target = { url, identity: await identityOf(url) }
    const methods = createSnapshotMethods(parts).filter(({ name }) => name === 'dump')
    const record = {
      begin: async () => randomUUID(),
      complete: async () => {},
      verified: async () => {},
      failed: async () => {},
    }
    const take = { target, wanted: 'auto' as const, methods, parts, record }
    const journal = memoryJournal(randomUUID())
    const stored: Rehearsal[] = []
    const end = await executeRehearsal(
      {
        ...{ plan, target, policy, approvedFiles: files, snapshot: null, take, parts, requestedBy: 'Ada' },
        store: async (rehearsal) => void stored.push(rehearsal),
      },
      { database: postgres, journal, clock: systemClock },
    )
    expect(end.outcome.failure).toBeUndefined()
    expect(stored[0]).toMatchObject({
      verdict: 'lossy',
      on: { where: 'embedded', rows: 40 },
      ways: [{ schemaDifferences: [], losses: [{ object: 'column:public.orders.note', count: 40 }] }],
    })
    expect(stored[0]?.notes?.join(' ')).toContain('as a role of its own')
    const session = await openTestSession(own.url)
    const { rows } = await session.query(
      `SELECT datname::text FROM pg_database WHERE datname LIKE 'headgate%'
       UNION ALL SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'headgate%'`,
    )
    await session.close()
    expect(rows).toEqual([])
  })
})

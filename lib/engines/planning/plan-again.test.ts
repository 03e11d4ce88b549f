import { createHash } from 'node:crypto'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, expect, test } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { ok } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import type { ShadowProvider } from '../engine'
import { createPrismaEngine } from '../prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId } from '../prisma/ledger'
import { createShadowProvider } from '../shadow'
import { findDrift } from './find-drift'
import { makePlan, type PlanningPorts } from './make-plan'

let ports: PlanningPorts
/** How many migrations each prepared shadow was asked for. */
let prepared: number[]
let createDatabase: (prefix?: string) => Promise<string>

beforeAll(async () => {
  const server = await testServer()
  createDatabase = server.createDatabase
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server.url }) })
  const counted: ShadowProvider = {
    ...shadows,
    prepared(request, migrations) {
      prepared.push(migrations.length)
      return shadows.prepared(request, migrations)
    },
  }
  ports = { database: postgres, shadows: counted, engine: createPrismaEngine({ shadows: counted }) }
})

const file = (name: string, sql: string): MigrationFile => {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
const history = [
  file('1_a', 'CREATE TABLE a (id integer PRIMARY KEY, n text)'),
  file('2_b', 'CREATE TABLE b (id integer PRIMARY KEY, a_id integer REFERENCES a (id))'),
]
const pending = (n: number) => file('3_c', `ALTER TABLE a ADD COLUMN c${n} text`)

async function environment(): Promise<string> {
  const url = await createDatabase('again')
  await withSession(url, async (session) => {
    await session.script(createLedgerSql('public'))
    for (const { name, sql, checksum } of history) {
      const id = newRowId()
      await insertRow(session, 'public', { id, checksum, name })
      await session.script(sql)
      await finishRow(session, 'public', id)
    }
  })
  return url
}

async function withSession<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return await work(opened.value).finally(() => opened.value.close())
}
type Session = Extract<Awaited<ReturnType<typeof postgres.open>>, { ok: true }>['value']

async function plan(url: string, last: MigrationFile) {
  prepared = []
  const schemaFiles = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }]
  const revision = { digest: 'd', schemaFiles, migrations: [...history, last] }
  const made = await makePlan(ports, { environmentId: 'e', url, shadowUrl: null, revision, upTo: null })
  if (!made.ok) throw new Error(`${made.failure.what} ${made.failure.why}`)
  return made.value
}

test('what was tried is not tried again, and what is live is always read', async () => {
  const url = await environment()
  const one = await plan(url, pending(1))
  const again = await plan(url, pending(1))
  expect(prepared).toEqual([])
  expect(again.plan).toEqual(one.plan)

  await withSession(url, (session) =>
    session.script(`INSERT INTO a VALUES (1, 'x'); CREATE INDEX by_hand ON a (n)`),
  )
  const later = await plan(url, pending(1))
  expect(prepared).toEqual([])
  expect(Object.keys(later.base)).toContain('index:public.a.by_hand')
  expect(later.plan.chain).not.toEqual(one.plan.chain)
  expect(later.evidence.engineWarnings).not.toEqual(one.evidence.engineWarnings)

  // A new migration on the same history: one shadow, which the engine looks at as well.
  const other = await plan(url, pending(2))
  expect(prepared).toEqual([2])
  expect(other.plan.schemaDiffSql).toContain('c2')
  expect(other.plan.reverse).toMatchObject({ tried: true, differences: [] })
})

test('what a history leads to is read once, and compared with what is there now', async () => {
  const url = await environment()
  const drift = () =>
    withSession(url, async (session) => {
      prepared = []
      const { rows } = await (await import('../prisma/ledger')).readLedger(session)
      const live = await postgres.catalog(session)
      const question = { url, shadowUrl: null, files: history, rows, live, identity: session.identity }
      return await findDrift(ports, question)
    })
  expect((await drift()).state).toBe('none')
  await withSession(url, (session) => session.script('ALTER TABLE b ADD COLUMN by_hand integer'))
  expect(await drift()).toMatchObject({ state: 'drifted', details: [expect.stringContaining('by_hand')] })
  expect(prepared).toEqual([])
})

test('memory stays flat over many plans', async () => {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const url = await environment()
  async function heapAfter(plans: number): Promise<number> {
    for (let n = 0; n < plans; n += 1) await plan(url, pending(n % 20 === 0 ? n + plans : 0))
    await ports.shadows.settled()
    for (let turn = 0; turn < 3; turn += 1) {
      gc()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return process.memoryUsage().heapUsed
  }
  const early = await heapAfter(20)
  const late = await heapAfter(40)
  // A plan holds some 100 KB while it is made; forty that stayed would show.
  expect(late - early).toBeLessThan(3_000_000)
}, 180_000)

import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Session } from '../../databases/database'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { systemClock } from '../../domain/clock'
import { ok, type Result } from '../../domain/failure'
import type { MigrationFile } from '../../domain/migration'
import { defaultPolicies } from '../../domain/policy'
import { executeReverse } from '../../runs/execute-rollback'
import { memoryJournal } from '../../runs/testing/memory-journal'
import { createPrismaEngine } from '../prisma/engine'
import { createLedgerSql, finishRow, insertRow, newRowId } from '../prisma/ledger'
import { createShadowProvider } from '../shadow'
import { makePlan } from './make-plan'
import { reverseOfPart } from './reverse-of-part'

const schemaFiles = [{ path: 'schema.prisma', content: 'datasource db {\n  provider = "postgresql"\n}\n' }]
const init = migration(
  '1_init',
  'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "note" TEXT NOT NULL, CONSTRAINT "short" CHECK (length("note") < 9));',
)
const dropped = migration('2_dropped', 'ALTER TABLE "orders" DROP COLUMN "note";')
const gone = migration('3_gone', 'DROP TABLE "orders"; CREATE TABLE "sales" ("id" SERIAL PRIMARY KEY);')

it('takes back the part of a deploy that was applied, whatever comes after it in the plan', async () => {
  const { url: server, createDatabase } = await testServer()
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server }) })
  const ports = { database: postgres, shadows, engine: createPrismaEngine({ shadows }) }
  const url = await createDatabase('part')
  const before = await on(url, async (session) => {
    await session.script(createLedgerSql('public'))
    await apply(session, init)
    return await postgres.catalog(session)
  })
  const at = {
    url,
    shadowUrl: null,
    revision: { digest: 'd', schemaFiles, migrations: [init, dropped, gone] },
  }
  const asked = { environmentId: 'env', upTo: null, keep: { megabytes: 10 }, ...at }
  const { plan } = value(await makePlan(ports, asked))
  await on(url, (session) => apply(session, dropped))

  const part = value(await reverseOfPart(ports, { plan, appliedCount: 1, ...at }))
  expect(part.migrations.map(({ name }) => name)).toEqual(['2_dropped'])
  expect(part.chain).toEqual(plan.chain.slice(0, 2))
  expect(part.reverse).toMatchObject({ tried: true, differences: [], problems: [] })
  expect(part.keptReverse).toMatchObject({ tried: true, differences: [], problems: [] })
  expect(part.keptReverse?.parts.map(({ kind }) => kind)).toEqual(['sql', 'put_back', 'sql'])
  const ended = await executeReverse(
    { plan: part, target: { url, identity: null }, policy: defaultPolicies.development },
    { database: postgres, clock: systemClock, journal: memoryJournal('back') },
  )
  expect(ended.outcome).toMatchObject({ ok: true })
  expect(await on(url, (session) => postgres.catalog(session))).toEqual(before)

  expect(await reverseOfPart(ports, { plan, appliedCount: 2, ...at })).toEqual(ok(plan))
  const none = await reverseOfPart(ports, { plan, appliedCount: 0, ...at })
  expect(none).toMatchObject({ ok: false, failure: { code: 'rollback_impossible' } })
})

function migration(name: string, sql: string): MigrationFile {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

async function apply(session: Session, file: MigrationFile): Promise<void> {
  const id = newRowId()
  await insertRow(session, 'public', { ...file, id })
  await session.script(file.sql)
  await finishRow(session, 'public', id)
}

async function on<T>(url: string, work: (session: Session) => Promise<T>): Promise<T> {
  const session = value(await postgres.open(url, { applicationName: 'test' }))
  return await work(session).finally(() => session.close())
}

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.what} ${result.failure.why}`)
  return result.value
}

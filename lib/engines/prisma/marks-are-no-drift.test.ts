import { expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { ok } from '../../domain/failure'
import { createShadowProvider } from '../shadow'
import { createPrismaEngine } from './engine'

it('does not take Headgate’s marks for drift', async () => {
  const server = await testServer()
  const url = await server.createDatabase('marks')
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = opened.value
  const sql = 'CREATE TABLE "orders" ("id" INTEGER NOT NULL, CONSTRAINT "orders_pkey" PRIMARY KEY ("id"));'
  await session.script(sql)
  const since = '2026-11-20T10:00:00.000Z'
  await postgres.setGate(session, { server: 's', project: 'p', environment: 'e', since })
  await session.close()
  const shadows = createShadowProvider({
    database: postgres,
    embedded: async () => ok({ url: server.url }),
  })
  const content = 'datasource db {\n  provider = "postgresql"\n}\n'
  const found = await createPrismaEngine({ shadows }).diff(
    { url, shadow: { url, givenUrl: null } },
    { of: 'migrations', migrations: [{ name: '001', sql, checksum: '' }] },
    { of: 'database' },
    [{ path: 'schema.prisma', content }],
  )
  expect(found).toEqual(ok({ sql: '', summary: '', empty: true }))
})

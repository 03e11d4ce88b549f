import { expect, it } from 'vitest'
import type { Identity } from '../databases/database'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { openMaintenance } from './maintenance'

it('finds the administrator of Headgate’s own server for a source of which no version is recorded', async () => {
  const server = await testServer()
  const url = await server.createDatabase('maintenance')
  const opened = await postgres.open(url, { applicationName: 'a test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const { systemIdentifier, databaseOid, databaseName } = opened.value.identity
  await opened.value.close()
  const identity = { systemIdentifier, databaseOid, databaseName, serverVersion: 0, major: 0 }
  // As the composition does it: a server of Headgate's own is known by its major.
  const adminUrlFor = async ({ major }: Identity) => (major === server.major ? server.url : null)
  const parts = { database: postgres, dataDir: '/nowhere', adminUrlFor }
  const found = await openMaintenance(parts, { url, identity }, 'a test')
  if (!found.ok) throw new Error(found.failure.why)
  await found.value.session.close()
  expect(found.value.admin).toBe(true)
})

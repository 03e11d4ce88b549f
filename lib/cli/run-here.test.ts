import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLocal } from '../composition/local'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { runFromHere } from './run-here'
import { createTerminal } from './terminal'
import { makeProject, shop, shopSchema } from './testing/project'
import { sql } from './testing/sql'

it('executes nothing where a server began to guard the database after somebody was asked', async () => {
  const [projectDir, server] = await Promise.all([makeProject(shop, shopSchema), testServer()])
  const url = await server.createDatabase('cli_gate')
  const cacheDir = await mkdtemp(join(tmpdir(), 'headgate-gate-'))
  const opened = await openLocal({ projectDir, url, shadowUrl: null, cacheDir })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = await postgres.open(url, { applicationName: 'test' })
  if (!session.ok) throw new Error(session.failure.why)
  const gate = { server: 'https://headgate.example', project: 'shop', environment: 'production' }
  await postgres.setGate(session.value, { ...gate, since: new Date().toISOString() })
  await session.value.close()

  const work = { kind: 'other' as const, what: 'Nothing was done.' }
  const ran = await runFromHere(
    opened.value,
    { kind: 'deploy', migrations: [], bypass: null, work },
    {
      terminal: createTerminal({ json: true, coloured: false }),
      signal: new AbortController().signal,
      acts: () => {},
    },
    () => {
      throw new Error('It was executed.')
    },
  )
  expect(ran).toMatchObject({ ok: false, failure: { code: 'gated' } })
  expect(await sql(url, `SELECT to_regclass('headgate.terminal_runs') AS marks`)).toEqual([{ marks: null }])
  await opened.value.close()
})

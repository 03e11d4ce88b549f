import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { testContext, testPerson } from '../composition/test-context'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { systemActor } from '../domain/system-actor'
import { startRunner } from '../runner/runner'
import { endOf } from '../runner/testing/seed'
import { connectEnvironment } from './connect-environment'
import { connectProject } from './connect-project'
import { diagnoseEnvironment } from './diagnose-environment'
import { proposeResolution } from './propose-resolution'
import { requestResolution } from './request-resolution'

const schema = `generator client {
  provider = "prisma-client"
}

datasource db {
  provider = "postgresql"
}
`

it('a project without migrations and a database without a ledger come together by a baseline', async () => {
  const context = await testContext()
  const operator = await testPerson(context, 'operator')
  const folder = mkdtempSync(join(tmpdir(), 'headgate-baseline-'))
  mkdirSync(join(folder, 'prisma'))
  writeFileSync(join(folder, 'prisma/schema.prisma'), schema)
  const url = await (await testServer()).createDatabase('old')
  const opened = await postgres.open(url, { applicationName: 'a test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  await opened.value.script(`CREATE TABLE shelves (id serial PRIMARY KEY, label text NOT NULL);
    CREATE INDEX shelves_label ON shelves (lower(label));`)
  const project = await connectProject(context, systemActor, { name: 'Old', path: folder })
  if (!project.ok) throw new Error(project.failure.why)
  const projectSlug = project.value.slug
  const connected = await connectEnvironment(context, systemActor, {
    projectSlug,
    name: 'Main',
    kind: 'development',
    url,
    shadowUrl: null,
  })
  expect(connected).toMatchObject({ ok: true, value: { unmanaged: true, lookFailed: null } })
  const where = { projectSlug, environmentSlug: 'main' }
  const diagnosed = await diagnoseEnvironment(context, operator, where)
  if (!diagnosed.ok) throw new Error(diagnosed.failure.why)
  const way = diagnosed.value.troubles
    .flatMap((trouble) => trouble.ways)
    .find(({ kind }) => kind === 'baseline')
  const fingerprint = way?.fingerprint ?? ''
  const kept = await proposeResolution(context, operator, { ...where, fingerprint, reason: '' })
  if (!kept.ok) throw new Error(`${kept.failure.why} ${JSON.stringify(diagnosed.value)}`)
  const input = { projectSlug, resolutionId: kept.value.id, fingerprint, confirmation: 'Main' }
  const asked = await requestResolution(context, operator, input)
  if (!asked.ok) throw new Error(asked.failure.why)
  const runner = startRunner(context, { pollMs: 30, print: () => {} })
  expect(await endOf(context, asked.value.runId)).toMatchObject({ state: 'succeeded' })
  await runner.stop()
  const { rows } = await opened.value.query<{ done: boolean }>(
    'SELECT finished_at IS NOT NULL AS done FROM _prisma_migrations',
  )
  await opened.value.close()
  expect(rows).toEqual([{ done: true }])
  const after = await diagnoseEnvironment(context, operator, where)
  expect(after).toMatchObject({ ok: true, value: { troubles: [], unknown: [], hasLedger: true } })
})

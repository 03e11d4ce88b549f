import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { openTestSession } from '../runs/testing/plan'
import { sweepLeft } from './sweep-left'
import { seedEnvironment, testInstallation } from './testing/seed'

it('drops the shadow that a killed process left beside an environment’s database', async () => {
  const { context } = await testInstallation()
  const url = await (await testServer()).createDatabase('swept')
  await seedEnvironment(context, url)
  const session = await openTestSession(url)
  const shadow = `headgate_shadow_4999999_${randomBytes(8).toString('hex')}`
  await session.script(`CREATE DATABASE ${shadow}`)
  await sweepLeft(context)
  const { rows } = await session.query('SELECT datname FROM pg_database WHERE datname = $1', [shadow])
  expect(rows).toEqual([])
  await session.close()
  await context.db.$disconnect()
})

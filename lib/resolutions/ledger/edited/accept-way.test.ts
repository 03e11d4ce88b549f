import { expect, it } from 'vitest'
import { file, TestEnvironment, wayOf } from '../testing/environment'

it('does not propose to accept a text that changes rows, where nobody knows the one that ran', async () => {
  const ran = file(
    '20260101000000_init',
    `CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY);\nINSERT INTO "orders" VALUES (1);`,
  )
  const now = file(ran.name, ran.sql.replace('(1)', '(2)'))
  const environment = await TestEnvironment.create([now])
  await environment.apply(ran)
  const way = wayOf(await environment.trouble('edited'), 'accept_edit')
  expect(way.warnings).toEqual(['Whether what the file says about rows ever ran here is not known.'])
  const { ways } = await environment.trouble('edited')
  expect(ways.some(({ recommended }) => recommended)).toBe(false)
})

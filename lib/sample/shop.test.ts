import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, test } from 'vitest'
import { testServer } from '../databases/embedded/test-server'
import { postgres } from '../databases/postgres/postgres'
import { ok } from '../domain/failure'
import { createPrismaEngine } from '../engines/prisma/engine'
import { createShadowProvider } from '../engines/shadow'
import { directorySource } from '../projects/directory/directory-source'
import { rowsAfter, sampleEnvironments } from './environments'

const shop = fileURLToPath(new URL('./shop', import.meta.url))

async function revision() {
  const captured = await directorySource.capture(shop)
  if (!captured.ok) throw new Error(captured.failure.why)
  return captured.value
}

test('the schema is what the migrations make, and nothing else', async () => {
  const server = await testServer()
  const url = await server.createDatabase('shop')
  const shadows = createShadowProvider({ database: postgres, embedded: async () => ok({ url: server.url }) })
  const engine = createPrismaEngine({ shadows })
  const { migrations, schemaFiles } = await revision()
  const target = { url: null, shadow: { url, givenUrl: null } }
  const diff = await engine.diff(
    target,
    { of: 'migrations', migrations },
    { of: 'schema', files: schemaFiles },
    schemaFiles,
  )
  expect(diff).toMatchObject({ ok: true, value: { empty: true, sql: '' } })
})

test('the rows keep every foreign key, and are the same each time', async () => {
  const server = await testServer()
  const text = await readFile(join(shop, 'data.sql'), 'utf8')
  const filled = text.replaceAll(':customers', '200').replaceAll(':orders', '900').replaceAll(':on_hold', '4')
  const { migrations } = await revision()
  const seen = []
  for (let round = 0; round < 2; round += 1) {
    const client = new pg.Client({ connectionString: await server.createDatabase('shop') })
    await client.connect()
    for (const migration of migrations) if (migration.name <= rowsAfter) await client.query(migration.sql)
    await client.query(filled)
    const { rows } = await client.query(
      `select (select count(*)::int from orders) as orders, (select count(*)::int from order_items) as items,
        (select sum(hashtextextended(orders::text, 0)::numeric)::text from orders) as hash,
        (select count(*)::int from orders join (select order_id, sum(price_cents * quantity) as goods from order_items group by 1) as goods
          on order_id = orders.id where total_cents + discount_cents <> goods) as wrong_totals`,
    )
    await client.query(
      "insert into orders (number, customer_id, shipping_address_id, total_cents) values ('new', 1, 1, 1)",
    )
    await client.end()
    seen.push(rows[0])
  }
  expect(seen[0]).toMatchObject({ orders: 900, wrong_totals: 0 })
  expect(seen[0].items).toBeGreaterThan(2 * 900)
  expect(seen[1]).toEqual(seen[0])
})

test('every environment stands at a migration that exists, production furthest behind', async () => {
  const folders = (await readdir(join(shop, 'prisma', 'migrations'))).filter(
    (name) => name !== 'migration_lock.toml',
  )
  const behind = sampleEnvironments.map(({ upTo }) => {
    expect(folders).toContain(upTo)
    return folders.filter((name) => name > upTo).length
  })
  expect(behind).toEqual([1, 3, 5])
})

import pg from 'pg'
import { expect, test } from 'vitest'
import { testServer } from './test-server'

test('gives each caller a database of its own on one shared server', async () => {
  const server = await testServer()
  const urls = await Promise.all([server.createDatabase('one'), server.createDatabase('one')])
  expect(new Set(urls).size).toBe(2)
  for (const url of urls) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('create table only_here ()')
    const { rows } = await client.query(
      "select current_setting('server_encoding') as encoding, current_setting('max_connections') as connections, count(*)::int as tables from pg_class where relname = 'only_here'",
    )
    await client.end()
    expect(rows[0]).toEqual({ encoding: 'UTF8', connections: '300', tables: 1 })
  }
})

import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { countRepeated, countRows } from './count-rows'

it('counts all rows of a table or none of them, where policies would hide some', async () => {
  const url = await (await testServer()).createDatabase('count')
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = opened.value
  const role = `count_${randomBytes(6).toString('hex')}`
  try {
    await session.script(`CREATE ROLE ${role};
      CREATE TABLE notes (id int, note text);
      INSERT INTO notes SELECT n, 'same' FROM generate_series(1, 20) n;
      ALTER TABLE notes OWNER TO ${role};
      SET ROLE ${role}`)
    expect(await countRows(session, 'public.notes', 'id > 5')).toEqual({ count: 15, of: 20, exact: true })

    await session.script('ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
    expect(await countRows(session, 'public.notes')).toEqual({ count: null, of: null, exact: false })
    expect(await countRepeated(session, 'public.notes', ['note'])).toBe(null)
    await session.script('ANALYZE notes')
    expect(await countRows(session, 'public.notes')).toEqual({ count: 20, of: 20, exact: false })
  } finally {
    await session.script(`RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`)
    await session.close()
  }
})

import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { severalTablesLocked } from './rule'

beforeAll(loadParser)

judgesItsFiles(severalTablesLocked, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === severalTablesLocked.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

it('is a notice unless something slow is between', () => {
  const three = `${before} CREATE TABLE notes (id bigint PRIMARY KEY);`
  const instant = ['users', 'orders', 'notes'].map((name) => `ALTER TABLE ${name} ADD COLUMN seen boolean;`)
  expect(found(instant.join('\n'), { before: three })).toMatchObject([
    { severity: 'notice', tables: ['public.users', 'public.orders', 'public.notes'] },
  ])
  expect(found('CREATE INDEX i ON users (email); CREATE INDEX j ON orders (note);')).toMatchObject([
    { severity: 'warning', statement: 1, blocks: 'writes' },
  ])
})

it('leaves locks that stop reads to the rule about them', () => {
  expect(found('ALTER TABLE users ADD COLUMN name text; CREATE INDEX i ON orders (note)')).toEqual([])
})

import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { enumValueUsedInSameTransaction } from './rule'

beforeAll(loadParser)

judgesItsFiles(enumValueUsedInSameTransaction, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === enumValueUsedInSameTransaction.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

const status = `CREATE TYPE status AS ENUM ('open');
  CREATE TABLE orders (id bigint PRIMARY KEY, status status NOT NULL DEFAULT 'open');`

it('adds the value in a migration before', () => {
  const sql = `ALTER TYPE status ADD VALUE IF NOT EXISTS 'late';
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'late';`
  const [finding] = found(sql, { before: status, runner: 'prisma' })
  expect(finding).toMatchObject({ severity: 'danger', statement: 1 })
  expect(finding?.recipe?.rewrite).toMatchObject({
    instead: `ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'late'`,
    before: [{ sql: `ALTER TYPE status ADD VALUE IF NOT EXISTS 'late';` }],
    elsewhere: [{ statement: 0, command: null, instead: '' }],
  })
})

it('is silent where the value was there before', () => {
  const sql = `ALTER TYPE status ADD VALUE IF NOT EXISTS 'open'; UPDATE orders SET status = 'open' WHERE id = 7;`
  expect(found(sql, { before: status, runner: 'prisma' })).toEqual([])
})

it('looks into blocks', () => {
  const sql = `ALTER TYPE status ADD VALUE 'late'; DO $$ BEGIN UPDATE orders SET status = 'late' WHERE id = 7; END $$;`
  expect(found(sql, { before: status, runner: 'prisma' })).toHaveLength(1)
})

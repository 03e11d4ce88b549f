import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { missingLockTimeout } from './rule'

beforeAll(loadParser)

judgesItsFiles(missingLockTimeout, __dirname)

const before = 'CREATE TABLE orders (id bigint PRIMARY KEY);'

it('speaks once, of the first statement that others wait for', () => {
  const sql = `COMMENT ON TABLE orders IS 'x'; ALTER TABLE orders ADD COLUMN a text; ALTER TABLE orders ADD COLUMN b text;`
  const found = judge(sql, { before, guarded: false, runner: 'prisma' }).findings
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ statement: 1, severity: 'notice', tables: ['public.orders'] })
  expect(found[0]?.recipe?.rewrite?.instead).toBe(
    `SET LOCAL lock_timeout = '5s';\nALTER TABLE orders ADD COLUMN a text`,
  )
})

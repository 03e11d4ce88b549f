import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { addColumnReferences } from './rule'

judgesItsFiles(addColumnReferences, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === addColumnReferences.meta.id)

const before = 'CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY);'

it('is good to know without a default, and dangerous with one', () => {
  const [quick] = found('ALTER TABLE orders ADD COLUMN user_id bigint REFERENCES users;', { before })
  expect(quick).toMatchObject({
    severity: 'notice',
    cost: 'instant',
    tables: ['public.orders', 'public.users'],
  })
  const [slow] = found('ALTER TABLE orders ADD COLUMN user_id bigint DEFAULT 1 REFERENCES users;', { before })
  expect(slow).toMatchObject({ severity: 'danger', cost: 'scan' })
})

it('takes the foreign key out of the column, with all that it says', () => {
  const sql =
    'ALTER TABLE orders ADD COLUMN user_id bigint DEFAULT 1 CONSTRAINT by_user REFERENCES users (id) ON DELETE CASCADE DEFERRABLE NOT NULL;'
  const [finding] = found(sql, { before })
  expect(finding?.recipe?.rewrite).toMatchObject({
    command: 0,
    instead:
      'ADD COLUMN user_id bigint DEFAULT 1 NOT NULL,\n  ADD CONSTRAINT by_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE DEFERRABLE NOT VALID',
    after: [{ sql: 'ALTER TABLE orders VALIDATE CONSTRAINT by_user;' }],
  })
})

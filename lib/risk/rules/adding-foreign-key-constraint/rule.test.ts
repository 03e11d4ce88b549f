import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingForeignKeyConstraint } from './rule'

judgesItsFiles(addingForeignKeyConstraint, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === addingForeignKeyConstraint.meta.id)

const before =
  'CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint);'

it('names both tables, and locks writers alone', () => {
  const [finding] = found('ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users;', { before })
  expect(finding).toMatchObject({
    severity: 'warning',
    blocks: 'writes',
    title: 'Adding orders_user_id_fkey looks up every row of orders while nobody can write orders or users',
  })
  expect(finding?.recipe?.rewrite).toMatchObject({
    instead: 'ADD CONSTRAINT orders_user_id_fkey FOREIGN KEY (user_id) REFERENCES users NOT VALID',
    after: [{ suffix: 'validate_orders_user_id_fkey' }],
  })
})

it('is silent where the referring table came in a script of the same deploy', () => {
  const scripts =
    'CREATE TABLE visits (id bigint PRIMARY KEY, user_id bigint); ALTER TABLE visits ADD FOREIGN KEY (user_id) REFERENCES users;'
  expect(found(scripts, { before })).toEqual([])
})

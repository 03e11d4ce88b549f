import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { droppingConstraint } from './rule'

judgesItsFiles(droppingConstraint, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === droppingConstraint.meta.id)

const before =
  'CREATE TABLE users (id bigint PRIMARY KEY, email text CONSTRAINT one UNIQUE, age int CONSTRAINT sane CHECK (age > 0));'

it('breaks upserts where a unique constraint goes', () => {
  expect(found('ALTER TABLE users DROP CONSTRAINT one;', { before })).toMatchObject([
    {
      severity: 'warning',
      breaksApp: true,
      title: 'Dropping one: nothing keeps users (email) unique any more',
    },
  ])
  expect(found('ALTER TABLE users DROP CONSTRAINT sane;', { before })).toMatchObject([
    { severity: 'notice', breaksApp: false },
  ])
})

it.each([
  'ALTER TABLE users DROP CONSTRAINT one; CREATE UNIQUE INDEX users_email ON users (email);',
  'ALTER TABLE users DROP CONSTRAINT one; ALTER TABLE users DROP COLUMN email;',
  'ALTER TABLE users DROP CONSTRAINT one, ADD CONSTRAINT one_again UNIQUE (email);',
  'ALTER TABLE users DROP CONSTRAINT sane; DROP TABLE users;',
])('is silent: %s', (sql) => {
  expect(found(sql, { before })).toEqual([])
})

import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { disallowedUniqueConstraint } from './rule'

judgesItsFiles(disallowedUniqueConstraint, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === disallowedUniqueConstraint.meta.id)

const before = 'CREATE TABLE users (id bigint PRIMARY KEY, email text);'

it('builds the index before the script where its columns are there', () => {
  const [finding] = found('ALTER TABLE users ADD CONSTRAINT one UNIQUE (email) DEFERRABLE;', { before })
  expect(finding?.recipe?.rewrite).toMatchObject({
    instead: 'ADD CONSTRAINT one UNIQUE USING INDEX one DEFERRABLE',
    before: [{ sql: 'CREATE UNIQUE INDEX CONCURRENTLY one ON users (email);' }],
    after: [],
  })
})

it('and after it where the script adds them', () => {
  const sql = 'ALTER TABLE users ADD COLUMN name text; ALTER TABLE users ADD UNIQUE (email, name);'
  const [finding] = found(sql, { before })
  expect(finding?.recipe?.rewrite).toMatchObject({
    instead: '',
    before: [],
    after: [
      { sql: 'CREATE UNIQUE INDEX CONCURRENTLY users_email_name_key ON users (email, name);' },
      {
        sql: 'ALTER TABLE users ADD CONSTRAINT users_email_name_key UNIQUE USING INDEX users_email_name_key;',
      },
    ],
  })
})

it('writes nothing where the rest of the script needs the constraint', () => {
  const sql =
    'ALTER TABLE users ADD COLUMN name text; ALTER TABLE users ADD UNIQUE (name); CREATE TABLE visits (id bigint PRIMARY KEY, of text REFERENCES users (name));'
  const [finding] = found(sql, { before })
  expect(finding?.recipe?.rewrite).toBeNull()
})

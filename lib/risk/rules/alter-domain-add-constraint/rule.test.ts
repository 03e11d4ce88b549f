import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { alterDomainAddConstraint } from './rule'

judgesItsFiles(alterDomainAddConstraint, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === alterDomainAddConstraint.meta.id)

it('names the tables, and offers NOT VALID under the name that PostgreSQL gives', () => {
  const before = 'CREATE DOMAIN email AS text; CREATE TABLE users (id bigint PRIMARY KEY, email email);'
  const [finding] = found("ALTER DOMAIN email ADD CHECK (VALUE <> '');", { before })
  expect(finding).toMatchObject({ tables: ['public.users'], blocks: 'writes', cost: 'scan' })
  expect(finding?.recipe?.rewrite).toMatchObject({
    command: null,
    instead: "ALTER DOMAIN email ADD CONSTRAINT email_check CHECK (VALUE <> '') NOT VALID;",
    after: [{ sql: 'ALTER DOMAIN public.email VALIDATE CONSTRAINT email_check;' }],
  })
})

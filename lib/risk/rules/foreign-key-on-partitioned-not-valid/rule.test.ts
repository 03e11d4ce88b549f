import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { foreignKeyOnPartitionedNotValid } from './rule'

judgesItsFiles(foreignKeyOnPartitionedNotValid, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === foreignKeyOnPartitionedNotValid.meta.id)

it('knows from which version on it is taken', () => {
  const before =
    'CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE events (id bigint, user_id bigint) PARTITION BY HASH (id); CREATE TABLE events_0 PARTITION OF events FOR VALUES WITH (MODULUS 1, REMAINDER 0);'
  const sql = 'ALTER TABLE events ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;'
  expect([14, 17, 18].map((postgres) => found(sql, { before, postgres }).length)).toEqual([1, 1, 0])
  const [finding] = found(sql, { before, postgres: 17 })
  expect(finding?.versions).toBe('PostgreSQL 17 and older')
  expect(finding?.recipe?.steps.map((step) => step.sql)).toEqual([
    'ALTER TABLE public.events_0 ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;',
    'ALTER TABLE events ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);',
  ])
})

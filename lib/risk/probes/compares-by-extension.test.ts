import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../sql/parse'
import { judge } from '../testing/judge-case'

beforeAll(loadParser)

const before = `CREATE EXTENSION citext;
  CREATE DOMAIN address AS citext;
  CREATE TABLE accounts (email citext PRIMARY KEY);
  CREATE TABLE users (id int PRIMARY KEY, email citext, other address, name text);`

const probesOf = (sql: string) => judge(sql, { before }).probes.map(({ id }) => id.split(':')[0])

it.each([
  `ALTER TABLE users ADD CONSTRAINT c CHECK (email <> 'root@x')`,
  `ALTER TABLE users ADD CONSTRAINT c CHECK (other <> 'root@x')`,
  'ALTER TABLE users ADD CONSTRAINT f FOREIGN KEY (email) REFERENCES accounts (email)',
])('does not ask what text would answer otherwise: %s', (sql) => {
  const { findings, probes } = judge(sql, { before })
  expect(probes).toEqual([])
  expect(findings.map(({ reason }) => reason).join()).toMatch(
    /is citext, which only its own operators compare/,
  )
})

it('asks what does not depend on it', () => {
  expect(probesOf('ALTER TABLE users ALTER email SET NOT NULL')).toEqual(['not-null-with-nulls'])
  expect(probesOf('CREATE UNIQUE INDEX u ON users (email)')).toEqual(['unique-on-duplicates'])
  expect(probesOf(`ALTER TABLE users ADD CONSTRAINT c CHECK (name <> 'root')`)).toEqual(['check-violations'])
})

import { beforeAll, describe, expect, it } from 'vitest'
import type { PlanningPorts } from '../engines/planning/make-plan'
import { judge } from '../risk/testing/judge-case'
import { quoteLiteral } from '../risk/words/names'
import { loadParser, parseScript } from '../sql/parse'
import { makeSafe } from './make-safe'
import { safeVersion } from './safe-version'
import { file, revisionOf, testPorts } from './testing/ports'

let ports: PlanningPorts

beforeAll(async () => {
  await loadParser()
  ports = await testPorts()
})

const names = [
  'a"; drop table canary; --',
  'a\ndrop table canary; --',
  'a\r\n; drop table canary; --',
  "a'; drop table canary; --",
  '$$; drop table canary; $$',
  '*/ drop table canary; /*',
  'a\\',
  'a.b',
  'Select',
  'ä'.repeat(20),
  'x'.repeat(40),
  '$& $1 $`',
  '%I %s %%',
]

const id = (name: string, end = '') => `"${(name + end).replaceAll('"', '""')}"`

/** Each writes its names wherever a recipe may take them from. */
const changes: Record<string, (name: string) => { before: string; migration: string }> = {
  'an index': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} text);`,
    migration: `CREATE INDEX ${id(name, 'i')} ON ${id(name, 't')} (${id(name, 'c')});`,
  }),
  'a unique constraint': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} text);`,
    migration: `ALTER TABLE ${id(name, 't')} ADD CONSTRAINT ${id(name, 'u')} UNIQUE (${id(name, 'c')});`,
  }),
  'a foreign key': (name) => ({
    before: `CREATE TABLE ${id(name, 'p')} (${id(name, 'k')} int PRIMARY KEY);
      CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} int);`,
    migration: `ALTER TABLE ${id(name, 't')} ADD CONSTRAINT ${id(name, 'f')} FOREIGN KEY (${id(name, 'c')}) REFERENCES ${id(name, 'p')} (${id(name, 'k')});`,
  }),
  'a check': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} text);`,
    migration: `ALTER TABLE ${id(name, 't')} ADD CONSTRAINT ${id(name, 'k')} CHECK (${id(name, 'c')} <> ${quoteLiteral(name)});`,
  }),
  'not null': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} text);`,
    migration: `ALTER TABLE ${id(name, 't')} ALTER COLUMN ${id(name, 'c')} SET NOT NULL;`,
  }),
  'a rename of a column': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} text);
      CREATE INDEX ${id(name, '1')} ON ${id(name, 't')} (${id(name, 'c')});`,
    migration: `DROP INDEX ${id(name, '1')};
      ALTER TABLE ${id(name, 't')} DROP COLUMN ${id(name, 'c')}, ADD COLUMN ${id(name, 'cc')} text;
      CREATE INDEX ${id(name, '2')} ON ${id(name, 't')} (${id(name, 'cc')});`,
  }),
  'a rename of a table': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} text, ${id(name, 'd')} text, "e" int);`,
    migration: `DROP TABLE ${id(name, 't')};
      CREATE TABLE ${id(name, 's')} (id int, ${id(name, 'c')} text, ${id(name, 'd')} text, "e" int, CONSTRAINT ${id(name, 'key')} PRIMARY KEY (id));`,
  }),
  'a column that goes': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} text NOT NULL);`,
    migration: `ALTER TABLE ${id(name, 't')} DROP COLUMN ${id(name, 'c')};`,
  }),
  'a required column': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY);`,
    migration: `ALTER TABLE ${id(name, 't')} ADD COLUMN ${id(name, 'c')} text NOT NULL DEFAULT ${quoteLiteral(name)}, ADD COLUMN "at" timestamptz DEFAULT clock_timestamp();`,
  }),
  'a label of an enum': (name) => ({
    before: `CREATE TYPE ${id(name, 'e')} AS ENUM ('a', 'b');
      CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} ${id(name, 'e')} NOT NULL DEFAULT 'a');`,
    migration: `BEGIN;
      CREATE TYPE ${id(name, 'n')} AS ENUM ('a', ${quoteLiteral(name)});
      ALTER TABLE ${id(name, 't')} ALTER COLUMN ${id(name, 'c')} DROP DEFAULT;
      ALTER TABLE ${id(name, 't')} ALTER COLUMN ${id(name, 'c')} TYPE ${id(name, 'n')} USING (${id(name, 'c')}::text::${id(name, 'n')});
      ALTER TYPE ${id(name, 'e')} RENAME TO ${id(name, 'o')};
      ALTER TYPE ${id(name, 'n')} RENAME TO ${id(name, 'e')};
      DROP TYPE ${id(name, 'o')};
      ALTER TABLE ${id(name, 't')} ALTER COLUMN ${id(name, 'c')} SET DEFAULT 'a';
      COMMIT;`,
  }),
  'a type': (name) => ({
    before: `CREATE TABLE ${id(name, 't')} (id int PRIMARY KEY, ${id(name, 'c')} int);`,
    migration: `ALTER TABLE ${id(name, 't')} ALTER COLUMN ${id(name, 'c')} TYPE bigint;`,
  }),
}

/** Still those names, and nothing that stands in them is executed. */
describe.each(Object.entries(changes))('the safe way of %s', (_, change) => {
  it.each(names)('named %j', (name) => {
    const { before, migration } = change(name)
    const { findings } = judge(migration, { before, together: true })
    const given = { name: 'migration', sql: migration }
    const { migrations, left } = safeVersion(given, findings, { names: ['migration'], checksum: '' })
    expect(left.join('\n')).not.toMatch(/is no SQL|is no statement/)
    judgeScripts(migrations)
  })

  const both = process.env.HEADGATE_TESTS === 'full' ? names : [`a"'\n; drop table canary; -- $$ */`]

  it.each(both)('runs on a server, named %j', async (name) => {
    const { before, migration } = change(name)
    const made = await makeSafe(ports, {
      url: null,
      shadowUrl: null,
      revision: revisionOf([
        file('20260101000000_before', `CREATE TABLE canary (id int);\n${before}`),
        file('20260102000000_change', migration),
      ]),
      migration: '20260102000000_change',
      findings: 'all',
    })
    if (made.ok) {
      expect(made.value.left.join('\n')).not.toMatch(/tried, and/)
      judgeScripts(made.value.migrations)
    } else
      expect(made.failure).toMatchObject({
        code: 'no_safe_way',
        why: expect.not.stringContaining('tried, and'),
      })
  })
})

function judgeScripts(migrations: readonly { name: string; sql: string }[]) {
  for (const { name, sql } of migrations) {
    expect(name).toMatch(/^[a-z0-9_]+$/)
    const { statements, error } = parseScript(sql)
    expect(error).toBeNull()
    const trees = JSON.stringify(statements.map(({ tree }) => tree))
    expect(trees).not.toMatch(/"(sval|relname)":"canary"/)
  }
}

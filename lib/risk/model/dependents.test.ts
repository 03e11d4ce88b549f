import { beforeAll, expect, it } from 'vitest'
import type { DatabaseError } from '../../databases/database'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { loadParser, parseScript } from '../../sql/parse'
import { applyStatement } from './apply-statement'
import { type Dependent, dependentsOf } from './dependents'
import { emptyModel } from './empty-model'

beforeAll(loadParser)

const script = `
  CREATE TABLE p (id int PRIMARY KEY, code text UNIQUE, note text, up int REFERENCES p, CHECK (note <> code));
  CREATE TABLE c (id serial PRIMARY KEY, p int REFERENCES p, code text REFERENCES p (code), n int, m int, k int GENERATED ALWAYS AS (n + 1) STORED);
  CREATE INDEX ci ON c (lower(code)) WHERE n > 0; CREATE INDEX cm ON c (m);
  CREATE VIEW v AS SELECT id, code FROM p; CREATE VIEW w AS SELECT code FROM v; CREATE VIEW stars AS SELECT * FROM c;
  CREATE VIEW joined AS SELECT c.n, p.note FROM c JOIN p ON p.id = c.p WHERE c.m > 0; CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM c;
  CREATE VIEW inner_one AS WITH q AS (SELECT p, max(m) AS top FROM c GROUP BY 1) SELECT top FROM q WHERE EXISTS (SELECT FROM p WHERE p.id = q.p);
  CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TRIGGER t BEFORE UPDATE OF m ON c FOR EACH ROW WHEN (NEW.n > 0) EXECUTE FUNCTION f();
  CREATE TABLE log (id int, what text, p int);
  CREATE POLICY mine ON log USING (what = current_user AND EXISTS (SELECT FROM p WHERE p.id = log.p AND p.note = 'x'));
  CREATE RULE r AS ON INSERT TO log WHERE NEW.id > 3 DO ALSO INSERT INTO c (n) VALUES (NEW.p);
  CREATE TABLE part (a int, b int, c int) PARTITION BY RANGE (b);`

function model() {
  const schema = emptyModel({ complete: true })
  for (const { tree, index } of parseScript(script).statements)
    if (tree) applyStatement(schema, tree, { migration: 0, statement: index })
  return schema
}

/** What PostgreSQL would not drop along without CASCADE. */
const holds = ({ kind, of, name }: Dependent, table: string) =>
  kind === 'foreign key'
    ? of !== table || name === 'p_up_fkey'
    : !['check', 'index', 'sequence'].includes(kind)

it('tells what PostgreSQL names when a column cannot be dropped', async () => {
  const schema = model()
  const opened = await postgres.open(await (await testServer()).createDatabase('dependents'), {
    applicationName: 'test',
  })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = opened.value
  await session.script(script)
  const refusal = async (sql: string): Promise<string[]> => {
    await session.script('BEGIN')
    try {
      await session.script(sql)
      return []
    } catch (error) {
      const { message, detail } = (error as DatabaseError).info
      if (/partition key/.test(message)) return ['b']
      return namesIn(detail ?? '')
    } finally {
      await session.script('ROLLBACK')
    }
  }
  for (const table of schema.tables.values()) {
    for (const { name: column } of table.columns.values()) {
      const told = dependentsOf(schema, { table: table.key, column }).filter((each) => holds(each, table.key))
      const names = await refusal(`ALTER TABLE ${table.key} DROP COLUMN ${column}`)
      // A foreign key of the column itself goes with it.
      const own = column === 'up' ? ['p_up_fkey'] : []
      expect(
        [...new Set(told.map(({ name }) => name))].filter((name) => !own.includes(name)).sort(),
        `${table.key}.${column}`,
      ).toEqual(names)
    }
    const told = dependentsOf(schema, { table: table.key }).filter((each) => holds(each, table.key))
    expect([...new Set(told.map(({ name }) => name))].sort(), table.key).toEqual(
      await refusal(`DROP TABLE ${table.key}`),
    )
  }
  await session.close()
})

function namesIn(detail: string): string[] {
  const names = detail
    .split('\n')
    .flatMap((line) => /^(?:materialized )?\w+ (\S+) (?:on|of|depends)/.exec(line)?.[1] ?? [])
  return [...new Set(names)].sort()
}

it('also tells what goes along, in words', () => {
  const schema = model()
  const words = (table: string, column?: string) =>
    dependentsOf(schema, { table, ...(column ? { column } : {}) }).map((each) => each.words)
  expect(words('public.c', 'm')).toEqual(expect.arrayContaining(['index cm', 'trigger t', 'view joined']))
  expect(words('public.p', 'note')).toEqual(
    expect.arrayContaining(['check p_check', 'policy mine of log', 'view joined']),
  )
  expect(words('public.c', 'id')).toEqual(expect.arrayContaining(['index c_pkey', 'sequence c_id_seq']))
  expect(words('public.c', 'p')).toContain('foreign key c_p_fkey')
  expect(words('public.part', 'a')).toEqual([])
})

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { postgres } from '../../databases/postgres/postgres'
import { askAll } from '../../engines/risk/live-risk'
import { loadParser } from '../../sql/parse'
import { judge, judgeCase } from '../testing/judge-case'
import { readCases } from '../testing/rule-files'
import { harmInProbe } from './harmless-probe'

const before = `CREATE TABLE orders (id int PRIMARY KEY, total int, note text, day date, data jsonb, "user" text);
  CREATE TABLE secrets (id int PRIMARY KEY, code text);
  CREATE TABLE log (said text);`

/** Text that a migration could hold wherever an expression may stand. */
const hostile = [
  `pg_terminate_backend(pg_backend_pid())`,
  `pg_sleep(1) IS NULL`,
  `pg_catalog.pg_sleep(1) IS NULL`,
  `pg_read_file('/etc/passwd') IS NULL`,
  `pg_ls_dir('/') IS NULL`,
  `lo_export(1, '/tmp/x') = 1`,
  `lo_get(1) IS NULL`,
  `dblink('host=evil', 'select 1') IS NULL`,
  `set_config('a.b', 'c', false) = 'c'`,
  `current_setting('is_superuser') = 'on'`,
  `pg_reload_conf()`,
  `pg_try_advisory_lock(1)`,
  `nextval('s') > 0`,
  `query_to_xml('delete from log', true, true, '') IS NULL`,
  `txid_current() > 0`,
  `has_table_privilege('secrets', 'select')`,
  `current_user = 'postgres'`,
  `note = (SELECT code FROM secrets LIMIT 1)`,
  `EXISTS (SELECT 1 FROM secrets AS p WHERE p.id = orders.id)`,
  `total IN (SELECT id FROM secrets)`,
  `total = ANY (ARRAY(SELECT id FROM secrets))`,
  `evil(total)`,
  `public.lower(note) = 'a'`,
  `total OPERATOR(public.=) 1`,
  `note COLLATE public.mine = 'a'`,
  `note::public.posint IS NULL`,
  `note::posint IS NULL`,
  `note::regclass IS NULL`,
  `note::xml IS NULL`,
  `orders IS NULL`,
  `(orders).note = 'a'`,
  `orders.* IS NULL`,
  `to_jsonb(orders) IS NULL`,
  `row_to_json(orders.*) IS NULL`,
  `length(repeat(note, 100000000)) > 1`,
  `note::char(10000000) = 'a'`,
  `length(format('%900000000s', note)) > 1`,
  `generate_series(1, 1000000000) > 1`,
  `count(*) OVER () > 1`,
  `string_agg(note, '') = 'a'`,
  `pg_input_is_valid(note, 'posint')`,
  `pg_input_is_valid(note, note)`,
  `num_nulls(VARIADIC ARRAY[pg_sleep(1)::text]) = 1`,
  `total > 1) OR pg_sleep(1) IS NULL OR (true`,
  `total = $1`,
  `secrets.id = 1`,
  `data[pg_sleep(1)::text] IS NULL`,
  `XMLPARSE(DOCUMENT note) IS NULL`,
  `JSON_EXISTS(data, '$.a')`,
  `GROUPING(total) = 1`,
]

const places = [
  (text: string) => `ALTER TABLE orders ADD CONSTRAINT c CHECK (${text})`,
  (text: string) => `ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0 AND (note = 'a' OR NOT (${text})))`,
  (text: string) =>
    `ALTER TABLE orders ADD CONSTRAINT c CHECK (${text}) NOT VALID; ALTER TABLE orders VALIDATE CONSTRAINT c`,
  (text: string) => `DELETE FROM orders WHERE ${text}`,
  (text: string) => `UPDATE orders SET note = '' WHERE ${text}`,
  (text: string) => `UPDATE orders AS orders SET note = '' WHERE total > 1 AND (${text})`,
  (text: string) => `CREATE UNIQUE INDEX i ON orders ((${text}))`,
  (text: string) => `CREATE UNIQUE INDEX i ON orders (total) WHERE ${text}`,
  (text: string) => `ALTER TABLE orders ALTER total TYPE bigint USING (CASE WHEN ${text} THEN 1 END)`,
  (text: string) => `ALTER TABLE orders ALTER note TYPE int USING (${text})::int`,
]

beforeAll(loadParser)

describe('text of scripts in questions', () => {
  it.each(hostile)('is asked of nobody: %s', (text) => {
    const words = text.match(/[a-z_]{5,}/g) ?? []
    for (const place of places) {
      const { probes } = judge(place(text), { before })
      for (const probe of probes) {
        const sql = `${probe.sql} ${probe.sampleSql} ${probe.estimateSql ?? ''}`
        // Whole tables may be counted still, and plain columns.
        expect(sql).not.toContain(text)
        for (const word of words.filter((each) =>
          /sleep|pg_r|pg_l|lo_|secrets|evil|posint|repeat/.test(each),
        )) {
          expect(sql).not.toContain(word)
        }
      }
    }
  })

  it.each([
    `total >= 0`,
    `note IN ('open', 'it''s') AND total IS NOT NULL`,
    `length(btrim(note)) BETWEEN 1 AND 80`,
    `note = ANY (ARRAY['a'::text, 'b'::text])`,
    `note ~ '^[a-z]+$' AND note NOT LIKE 'x%'`,
    `coalesce(total, 0) + 1.5 <> -id`,
    `day > CURRENT_DATE - 30`,
    `day < now() - interval '30 days'`,
    `data ->> 'kind' = 'a' AND jsonb_typeof(data -> 'list') = 'array'`,
    `num_nonnulls(note, total) = 1`,
    `pg_catalog.lower(note) = note`,
    `extract(year from day) > 2000`,
    `"user" IS DISTINCT FROM 'x'`,
  ])('is asked where it is plain: %s', (text) => {
    for (const place of places.slice(0, 2)) {
      const { probes, findings } = judge(place(text), { before })
      expect(probes.map(({ sql }) => sql.includes(text))).toEqual([true])
      expect(findings.map(({ reason }) => reason).join()).not.toContain('not counted beforehand')
    }
  })

  it('tells in the finding that nobody counted', () => {
    const { findings, probes } = judge('ALTER TABLE orders ADD CHECK (evil(total))', { before })
    expect(probes).toEqual([])
    expect(findings.find(({ rule }) => rule === 'check-violations')).toMatchObject({
      probes: [],
      reason: expect.stringContaining('It is not counted beforehand: it calls evil()'),
    })
  })

  it('hides no plain question of any rule', () => {
    const folder = join(__dirname, '../rules')
    let asked = 0
    for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((each) =>
      each.isDirectory(),
    )) {
      for (const file of ['bad.sql', 'good.sql'] as const) {
        for (const given of readCases(join(folder, name), file)) {
          const { probes, findings } = judgeCase({ ...given, live: true })
          asked += probes.length
          expect(probes.map(harmInProbe).filter((harm) => harm !== null)).toEqual([])
          const hidden = findings.filter(({ reason }) => reason.includes('not counted beforehand'))
          expect(hidden.map(({ reason }) => `${name}: ${given.name}: ${reason}`)).toEqual([])
        }
      }
    }
    expect(asked).toBeGreaterThan(80)
  })

  it.each([
    `SELECT count(*) AS n FROM public.orders AS t; DELETE FROM public.orders`,
    `WITH d AS (DELETE FROM public.orders RETURNING 1) SELECT count(*) AS n FROM public.orders AS t`,
    `SELECT count(*) AS n FROM public.secrets AS t`,
    `SELECT count(*) AS n FROM public.orders AS t, public.secrets`,
    `SELECT count(*) AS n FROM orders AS t`,
    `SELECT count(*) AS n FROM public.orders AS t FOR UPDATE`,
    `SELECT count(*) AS n FROM public.orders AS t UNION ALL SELECT 1`,
    `SELECT count(*) AS n FROM public.orders AS t WHERE NOT EXISTS (SELECT 1 FROM public.secrets AS p WHERE p.id = t.id)`,
    `SELECT count(*) AS n FROM (SELECT 1 FROM public.secrets AS t GROUP BY t.id HAVING count(*) > 1) AS d`,
    `SELECT pg_sleep(1) AS n`,
    `SELECT count(*) AS n FROM public.orders AS t TABLESAMPLE system (1)`,
    `SELECT count(*) FILTER (WHERE pg_sleep(1) IS NULL) AS n FROM public.orders AS t`,
    `DELETE FROM public.orders`,
    `SELECT`,
    `'`,
    ``,
  ])('lets no other shape through: %s', (sql) => {
    const probe = {
      id: 'truncate:public.orders',
      question: '',
      table: 'public.orders',
      means: 'loses' as const,
    }
    expect(harmInProbe({ ...probe, sql, sampleSql: null })).not.toBeNull()
    expect(harmInProbe({ ...probe, sql: countAll, sampleSql: sql })).not.toBeNull()
    if (sql !== '')
      expect(harmInProbe({ ...probe, sql: countAll, sampleSql: null, estimateSql: sql })).not.toBeNull()
    expect(harmInProbe({ ...probe, sql: countAll, sampleSql: null })).toBeNull()
  })

  const countAll = 'SELECT count(*) AS n FROM public.orders AS t'
})

describe('a server with functions of its own in the way', () => {
  let url: string
  let client: pg.Client

  beforeAll(async () => {
    url = await (await testServer()).createDatabase('harmless')
    client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`${before}
      INSERT INTO orders SELECT i, i, 'note ' || i FROM generate_series(1, 3) i;
      CREATE SEQUENCE called;
      CREATE FUNCTION evil(int) RETURNS boolean LANGUAGE sql VOLATILE AS $$ SELECT nextval('public.called') > 0 $$;
      CREATE FUNCTION lower(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS
        $$ BEGIN RAISE EXCEPTION 'called lower'; END $$;
      CREATE FUNCTION length(varchar) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
        $$ BEGIN RAISE EXCEPTION 'called length'; END $$;
      CREATE FUNCTION same(int, int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
        $$ BEGIN RAISE EXCEPTION 'called same'; END $$;
      CREATE OPERATOR public.> (LEFTARG = int, RIGHTARG = int, FUNCTION = same);
      CREATE DOMAIN posint AS int CHECK (evil(VALUE));
      ALTER TABLE orders ADD COLUMN short varchar(40);
      UPDATE orders SET short = note;`)
    const name = new URL(url).pathname.slice(1)
    await client.query(`ALTER DATABASE "${name}" SET search_path = public, pg_catalog`)
    await client.query(`ALTER DATABASE "${name}" SET standard_conforming_strings = off`)
  })
  afterAll(() => client?.end())

  it('is asked with what PostgreSQL itself brings, and runs none of them', async () => {
    const opened = await postgres.open(url, { applicationName: 'headgate test' })
    if (!opened.ok) throw new Error(opened.failure.why)
    const session = opened.value
    const known = `${before} ALTER TABLE orders ADD COLUMN short varchar(40);`
    const limits = { statementTimeoutMs: 5_000, lockTimeoutMs: 1_000 }
    try {
      for (const [text, n] of [
        ['total > 2', 2],
        ['lower(note) = note', 0],
        ['length(short) > 100', 3],
        [`note = '\\' OR total > 2 OR note = ' --'`, 2],
      ] as const) {
        const { probes } = judge(`ALTER TABLE orders ADD CHECK (${text})`, { before: known })
        const answers = await askAll(postgres, session, probes, limits)
        expect(answers.map(({ count, why }) => ({ text, count, why }))).toEqual([
          { text, count: n, why: undefined },
        ])
      }
      const stored = {
        id: 'check-violations:x',
        question: '',
        table: 'public.orders',
        sql: 'SELECT count(*) AS n FROM public.orders AS t WHERE public.evil(total)',
        sampleSql: null,
        means: 'fails' as const,
      }
      expect(await askAll(postgres, session, [stored], limits)).toMatchObject([
        { class: 'unknown', why: expect.stringMatching(/^Not counted: it calls evil/) },
      ])
      const { rows } = await client.query('SELECT is_called FROM called')
      expect(rows).toEqual([{ is_called: false }])
    } finally {
      await session.close()
    }
  })
})

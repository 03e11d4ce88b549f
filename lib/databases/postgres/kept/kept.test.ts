import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { KeepOrder, KeptCopy, PutBackStep } from '../../../domain/kept-data'
import type { Session } from '../../database'
import { testServer } from '../../embedded/test-server'
import { postgres } from '../postgres'

const { kept } = postgres
const deploy = {
  runId: randomUUID(),
  migration: '001_drop',
  keptBy: 'Ada',
  expiresAt: '2026-12-24T10:00:00.000Z',
}

let server: Awaited<ReturnType<typeof testServer>>
beforeAll(async () => {
  const major = process.env.HEADGATE_TEST_MAJOR
  server = await testServer(...(major ? [Number(major)] : []))
})

async function open(url: string): Promise<Session> {
  const opened = await postgres.open(url, { applicationName: 'test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  return opened.value
}

async function database(sql: string): Promise<Session> {
  const session = await open(await server.createDatabase('kept'))
  await session.script(sql)
  return session
}

function order(given: Partial<KeepOrder> = {}): KeepOrder {
  const rest = {
    id: 'k0',
    segment: 0,
    whole: false,
    key: ['id'],
    asText: [],
    because: 'orders.note is dropped',
  }
  return { ...rest, table: 'public.orders', columns: ['note'], ...given }
}

function back(of: KeepOrder, given: Partial<PutBackStep> = {}): PutBackStep {
  const { id: keep, table, columns, key } = of
  return { keep, migration: '001_drop', table, columns, key, how: 'values', casts: {}, ...given }
}

/** As a deploy does it: kept and destroyed in one transaction. */
async function keepAnd(session: Session, destroy: string, ...orders: KeepOrder[]): Promise<KeptCopy[]> {
  await session.script('BEGIN')
  const copies: KeptCopy[] = []
  for (const each of orders) copies.push(await kept.copy(session, each, deploy))
  await session.script(`${destroy};COMMIT`)
  return copies
}

async function digest(session: Session, table: string) {
  return (await postgres.digests(session)).find((each) => each.table === table)
}

const orders = `CREATE TABLE orders (id int PRIMARY KEY, note text);
  INSERT INTO orders SELECT n, CASE WHEN n % 3 > 0 THEN 'note ' || n END FROM generate_series(1, 50) n`

const everyType = `
  CREATE TYPE mood AS ENUM ('sad', 'it''s "ok"');
  CREATE TYPE pair AS (a int, b text);
  CREATE DOMAIN positive AS int CHECK (VALUE > 0);
  CREATE TABLE "Every Type" (
    "the ""key""" uuid PRIMARY KEY DEFAULT gen_random_uuid(), ints int[], moods mood[], mood mood, pair pair, pairs pair[], positive positive,
    doc jsonb, js json, bytes bytea, exact numeric(30, 12), plain numeric, real8 float8, real4 float4, span interval,
    at timestamptz, local timestamp, day date, clock timetz, markup xml, words tsvector, query tsquery,
    range int4range, many tstzmultirange, address inet, net cidr, mac macaddr, bits bit varying(9), price money,
    padded char(7), empty text, nothing text, big bigint, flag boolean, spot point, shape polygon, self regclass,
    made text GENERATED ALWAYS AS ('<' || coalesce(empty, 'none')) STORED);
  INSERT INTO "Every Type" (ints, moods, mood, pair, pairs, positive, doc, js, bytes, exact, plain, real8, real4, span, at, local,
    day, clock, markup, words, query, range, many, address, net, mac, bits, price, padded, empty, big, flag, spot, shape, self)
  VALUES ('{{1,NULL},{3,4}}', ARRAY['sad', NULL]::mood[], 'it''s "ok"', '(1,"a ""b"", c")', ARRAY[ROW(1, NULL), ROW(2, '')]::pair[], 7,
    '{"a": [1, null, "\\u00e9"], "n": 1.10}', '{"b":  1, "b": 2}', '\\x00ff5c', 123456789012345678.123456789012, 'NaN',
    0.1::float8 + 0.2, 1e-38, '1 year -2 mons 3 days 04:05:06.789', '2026-03-29 01:30:00.123456+02', 'infinity', '0044-03-15 BC',
    '04:05:06+07:30', '<a b="1">&amp;</a>', 'a:1A fat:2', 'fat & !rat', '[1,5)', '{[2026-01-01,2026-02-01)}', '10.0.0.1/8',
    '10.0.0.0/8', '08:00:2b:01:02:03', B'101', 12.34, 'x  ', '', 9223372036854775807, false, '(1.5,-2)', '((0,0),(1,1),(2,0))', 'pg_class'),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`

describe('kept data', () => {
  it('gives back the values of a dropped column, NULL and empty told apart, without firing triggers', async () => {
    const session = await database(`${orders};
      UPDATE orders SET note = '' WHERE id = 7;
      ALTER TABLE orders ADD changed int NOT NULL DEFAULT 0;
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.changed := NEW.changed + 1; RETURN NEW; END';
      CREATE TRIGGER touches BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
      ALTER TABLE orders ENABLE ALWAYS TRIGGER touches`)
    const before = await session.query('SELECT id, note, changed FROM orders ORDER BY id')
    const catalog = await postgres.catalog(session)
    const [copy] = await keepAnd(session, 'ALTER TABLE orders DROP note', order())
    expect(copy).toMatchObject({ rows: 50, table: 'public.orders', keptBy: 'Ada', state: 'kept' })
    expect(await kept.list(session)).toEqual([copy])

    await session.script(`INSERT INTO orders (id) VALUES (100); DELETE FROM orders WHERE id IN (1, 2);
      UPDATE orders SET changed = changed WHERE id = 3; UPDATE orders SET changed = 0 WHERE id = 3`)
    const expected = await kept.forecast(session, copy as KeptCopy, back(order()))
    expect(expected).toMatchObject({ fits: 48, created: 1, changed: 0, deleted: 2, why: null })
    expect(expected.samples).toMatchObject({ created: ['100'], deleted: ['1', '2'] })

    await session.script('BEGIN; ALTER TABLE orders ADD note text')
    const put = await kept.putBack(session, copy as KeptCopy, back(order()), { changedSince: 'leave' })
    await kept.endPutBack(session, copy as KeptCopy)
    await session.script('COMMIT')
    expect(put).toBe(48)
    const after = await session.query('SELECT id, note, changed FROM orders WHERE id < 100 ORDER BY id')
    const still = before.rows
      .filter(({ id }) => Number(id) > 2)
      .map((row) => (row.id === 3 ? { ...row, changed: 2 } : row))
    expect(after.rows.map((row) => (row.id === 3 ? { ...row, changed: 2 } : row))).toEqual(still)
    expect(await postgres.catalog(session)).toEqual(catalog)
    expect((await kept.list(session))[0]?.state).toBe('put_back')
    await session.close()
  })

  it('gives back every type bit by bit, and is in the way of none of them', async () => {
    const session = await database(everyType)
    const name = 'public.Every Type'
    const before = await digest(session, name)
    const catalog = await postgres.catalog(session)
    const { rows } = await session.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = '"Every Type"'::regclass AND attnum > 0 AND attgenerated = ''`,
    )
    const columns = rows.map((row) => row.name)
    const whole = order({ table: name, columns, key: ['the "key"'], whole: true, because: 'it is dropped' })
    const [copy] = await keepAnd(session, 'DROP TABLE "Every Type"', whole)
    await session.script('DROP TYPE mood; DROP TYPE pair; DROP DOMAIN positive')
    await session.script(
      "SET datestyle = 'German'; SET intervalstyle = 'sql_standard'; SET timezone = 'Asia/Kolkata'",
    )
    await session.script(`BEGIN; ${everyType.split('INSERT INTO')[0]}`)
    await kept.putBack(session, copy as KeptCopy, back(whole, { how: 'table' }), { changedSince: 'leave' })
    await session.script('COMMIT')
    expect(await digest(session, name)).toEqual(before)
    expect(await postgres.catalog(session)).toEqual(catalog)
    await session.close()
  })

  it('quotes every name', async () => {
    const schema = 'a"; DROP TABLE x; --'
    const session = await database(`CREATE TABLE x (); CREATE SCHEMA "a""; DROP TABLE x; --";
      CREATE TABLE "a""; DROP TABLE x; --"."t'$1 ☃" ("k' id" text, "select" int, "c"";" text, PRIMARY KEY ("k' id", "select"));
      INSERT INTO "a""; DROP TABLE x; --"."t'$1 ☃" VALUES ('1', 2, 'three'), (''';', 2, NULL)`)
    const hostile = order({
      table: `${schema}.t'$1 ☃`,
      columns: ['c";'],
      key: ["k' id", 'select'],
      because: `it's "gone"`,
    })
    const [copy] = await keepAnd(session, `ALTER TABLE "a""; DROP TABLE x; --"."t'$1 ☃" DROP "c"";"`, hostile)
    await session.script(`ALTER TABLE "a""; DROP TABLE x; --"."t'$1 ☃" ADD "c"";" text`)
    expect(await kept.forecast(session, copy as KeptCopy, back(hostile))).toMatchObject({
      fits: 2,
      why: null,
    })
    await session.script('BEGIN')
    await kept.putBack(session, copy as KeptCopy, back(hostile), { changedSince: 'leave' })
    await session.script('COMMIT')
    const { rows } = await session.query(
      `SELECT "c"";" AS c FROM "a""; DROP TABLE x; --"."t'$1 ☃" ORDER BY 1`,
    )
    expect(rows).toEqual([{ c: 'three' }, { c: null }])
    expect((await session.query('SELECT FROM x')).rowCount).toBe(0)
    await session.close()
  })

  it('leaves values that were written since the deploy, unless they are to be overwritten', async () => {
    for (const changedSince of ['leave', 'overwrite'] as const) {
      const session = await database(`CREATE TABLE orders (id int PRIMARY KEY, note text);
        INSERT INTO orders VALUES (1, 'long enough'), (2, 'longer than that'), (3, 'short')`)
      const narrowed = order({ asText: ['note'] })
      const [copy] = await keepAnd(
        session,
        'ALTER TABLE orders ALTER note TYPE varchar(5) USING left(note, 5)',
        narrowed,
      )
      await kept.settle(session, deploy.runId)
      await session.script(`UPDATE orders SET note = 'new' WHERE id = 2`)
      const expected = await kept.forecast(session, copy as KeptCopy, back(narrowed))
      expect(expected).toMatchObject({ fits: 3, changed: 1, samples: { changed: ['2'] } })
      await session.script('BEGIN')
      expect(await kept.beginPutBack(session, copy as KeptCopy, back(narrowed))).toEqual({
        changed: 1,
        inOne: true,
      })
      await session.script('ALTER TABLE orders ALTER note TYPE text')
      await kept.putBack(session, copy as KeptCopy, back(narrowed), { changedSince })
      await kept.endPutBack(session, copy as KeptCopy)
      await session.script('COMMIT')
      const { rows } = await session.query('SELECT note FROM orders ORDER BY id')
      const second = changedSince === 'leave' ? 'new' : 'longer than that'
      expect(rows.map(({ note }) => note)).toEqual(['long enough', second, 'short'])
      await session.close()
    }
  })

  it('brings back rows that a script deleted, and lets sequences of dropped tables go on', async () => {
    const session =
      await database(`CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text UNIQUE);
      INSERT INTO orders (code) SELECT 'c' || n FROM generate_series(1, 9) n; DELETE FROM orders WHERE id = 9`)
    const whole = order({ columns: ['id', 'code'], whole: true, because: 'rows are deleted' })
    const [rows] = await keepAnd(session, 'DELETE FROM orders WHERE id > 4', whole)
    await session.script(`INSERT INTO orders (code) VALUES ('c7')`)
    expect(await kept.forecast(session, rows as KeptCopy, back(whole, { how: 'rows' }))).toMatchObject({
      fits: 4,
      created: 1,
    })
    await session.script('BEGIN')
    const put = await kept.putBack(session, rows as KeptCopy, back(whole, { how: 'rows' }), {
      changedSince: 'leave',
    })
    await session.script('COMMIT')
    expect(put).toBe(3)
    expect((await session.query('SELECT FROM orders')).rowCount).toBe(8)

    const [table] = await keepAnd(session, 'DROP TABLE orders', { ...whole, id: 'k1' })
    await session.script(
      `BEGIN; CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, code text UNIQUE)`,
    )
    await kept.putBack(session, table as KeptCopy, back(whole, { how: 'table' }), { changedSince: 'leave' })
    await session.script(`COMMIT; INSERT INTO orders (code) VALUES ('next')`)
    expect((await session.query(`SELECT id FROM orders WHERE code = 'next'`)).rows).toEqual([{ id: 11 }])
    await session.close()
  })

  it('brings back what stood under keys that the deploy filled anew, and leaves what somebody wrote there since', async () => {
    for (const changedSince of ['leave', 'overwrite'] as const) {
      const session =
        await database(`CREATE TABLE orders (id int PRIMARY KEY, note text, js json, code int UNIQUE);
        INSERT INTO orders SELECT n, 'note ' || n, '{"a": 1}', n FROM generate_series(1, 9) n`)
      const before = await digest(session, 'public.orders')
      const whole = order({
        columns: ['id', 'note', 'js', 'code'],
        whole: true,
        because: 'orders is emptied',
      })
      const anew = `TRUNCATE orders; INSERT INTO orders SELECT n, 'new', NULL, n + 100 FROM generate_series(1, 5) n`
      const [copy] = (await keepAnd(session, anew, whole)) as [KeptCopy]
      await kept.settle(session, deploy.runId)
      await session.script(`UPDATE orders SET note = 'by the shop' WHERE id = 2`)
      const step = back(whole, { how: 'rows' })
      expect(await kept.forecast(session, copy, step)).toMatchObject({ fits: 8, changed: 1, created: 0 })
      await session.script('BEGIN')
      expect(await kept.beginPutBack(session, copy, step)).toEqual({ changed: 1, inOne: false })
      await session.script(
        'ALTER TABLE orders ALTER code TYPE bigint; ALTER TABLE orders ALTER code TYPE int',
      )
      expect(await kept.putBack(session, copy, step, { changedSince })).toBe(changedSince === 'leave' ? 8 : 9)
      await kept.endPutBack(session, copy)
      await session.script('COMMIT')
      const { rows } = await session.query('SELECT note FROM orders WHERE id = 2')
      expect(rows).toEqual([{ note: changedSince === 'leave' ? 'by the shop' : 'note 2' }])
      await session.script(`UPDATE orders SET note = 'note 2', js = '{"a": 1}', code = 2 WHERE id = 2`)
      expect(await digest(session, 'public.orders')).toEqual(before)
      await session.close()
    }
  })

  it('puts back in batches that know how far they came', async () => {
    const session = await database(`CREATE TABLE orders (id int PRIMARY KEY, note text);
      INSERT INTO orders SELECT n, 'note ' || n FROM generate_series(1, 5000) n`)
    const before = await digest(session, 'public.orders')
    const [copy] = await keepAnd(session, 'ALTER TABLE orders DROP note', order())
    await session.script('BEGIN')
    const begun = await kept.beginPutBack(session, copy as KeptCopy, back(order()))
    expect(begun).toEqual({ changed: 0, inOne: false })
    await session.script('ALTER TABLE orders ADD note text; COMMIT')
    await session.script(`UPDATE orders SET note = 'written meanwhile' WHERE id IN (1, 5000)`)
    for (let calls = 1; ; calls++) {
      await session.script('BEGIN')
      const at = await kept.putBackNext(session, copy as KeptCopy, back(order()), {
        changedSince: 'leave',
        atMost: 1_000,
      })
      // Every third one is lost.
      await session.script(calls % 3 === 0 ? 'ROLLBACK' : 'COMMIT')
      if (at.over && calls % 3 > 0) break
    }
    const { rows } = await session.query(
      `SELECT id FROM orders WHERE note IS DISTINCT FROM 'note ' || id ORDER BY id`,
    )
    expect(rows).toEqual([{ id: 1 }, { id: 5000 }])
    await session.script(`UPDATE orders SET note = 'note ' || id WHERE id IN (1, 5000)`)
    expect(await digest(session, 'public.orders')).toEqual(before)
    await session.close()
  })

  it('gives a dropped table back to its owner, with its sequence', async () => {
    const session = await database('CREATE TABLE logs (id serial PRIMARY KEY, line text)')
    const owner = `owner_${randomUUID().slice(0, 8)}`
    await session.script(`CREATE ROLE ${owner}; GRANT CREATE ON SCHEMA public TO ${owner};
      INSERT INTO logs (line) VALUES ('a'); ALTER TABLE logs OWNER TO ${owner}`)
    const whole = order({
      table: 'public.logs',
      columns: ['id', 'line'],
      whole: true,
      because: 'it is dropped',
    })
    const [copy] = await keepAnd(session, 'DROP TABLE logs', whole)
    await session.script('BEGIN; CREATE TABLE logs (id serial PRIMARY KEY, line text)')
    await kept.putBack(session, copy as KeptCopy, back(whole, { how: 'table' }), { changedSince: 'leave' })
    await session.script('COMMIT')
    const { rows } = await session.query(
      `SELECT relname, pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relname IN ('logs', 'logs_id_seq') ORDER BY 1`,
    )
    expect(rows).toEqual([
      { relname: 'logs', owner },
      { relname: 'logs_id_seq', owner },
    ])
    await session.script(`DROP OWNED BY ${owner} CASCADE; DROP ROLE ${owner}`)
    await session.close()
  })

  it('is read by those who may read its origin, and by nobody else', async () => {
    const session = await database(orders)
    const [all, some, none, bypass] = ['all', 'some', 'none', 'bypass'].map(
      (name) => `kept_${name}_${randomUUID().slice(0, 8)}`,
    )
    await session.script(`CREATE ROLE "${all}"; CREATE ROLE "${some}"; CREATE ROLE "${none}"; CREATE ROLE "${bypass}" BYPASSRLS;
      GRANT SELECT ON orders TO "${all}", "${bypass}"; GRANT SELECT (note) ON orders TO "${some}"; GRANT UPDATE ON orders TO "${none}";
      CREATE TABLE guarded (LIKE orders INCLUDING ALL); ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
      GRANT SELECT ON guarded TO PUBLIC, "${all}", "${bypass}";
      ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO "${none}", PUBLIC`)
    const copies = await keepAnd(session, 'SELECT 1', order(), order({ id: 'k1', table: 'public.guarded' }))
    const may = async (role: string | undefined, { copy }: KeptCopy) => {
      const asked = `SELECT has_table_privilege($1, $2, 'select') AS table, has_column_privilege($1, $2, 'note', 'select') AS column`
      return Object.values((await session.query(asked, [role, `headgate.${copy}`])).rows[0] ?? {})
    }
    const [open, guarded] = copies as [KeptCopy, KeptCopy]
    expect([await may(all, open), await may(some, open), await may(none, open)]).toEqual([
      [true, true],
      [false, true],
      [false, false],
    ])
    expect([await may(all, guarded), await may(bypass, guarded)]).toEqual([
      [false, false],
      [true, true],
    ])
    await session.close()
  })

  it('works for a plain role that owns its tables, in a schema that another role made', async () => {
    const url = await server.createDatabase('kept')
    const admin = await open(url)
    const role = `kept_plain_${randomUUID().slice(0, 8)}`
    await admin.script(`CREATE ROLE "${role}" LOGIN PASSWORD 'p'; GRANT CREATE ON SCHEMA public TO "${role}"`)
    const address = new URL(url)
    address.username = role
    address.password = 'p'
    const plain = await open(address.href)
    expect(await kept.obstacle(plain)).toContain('GRANT CREATE ON DATABASE')
    await plain.script(`${orders}; ALTER TABLE orders ENABLE ROW LEVEL SECURITY; ALTER TABLE orders FORCE ROW LEVEL SECURITY;
      CREATE POLICY few ON orders USING (id < 10)`)
    const catalog = await postgres.catalog(plain)
    await postgres.setGate(admin, {
      server: 's',
      project: 'p',
      environment: 'e',
      since: '2026-11-20T10:00:00.000Z',
    })
    expect(await kept.obstacle(plain)).toBeNull()
    const [copy] = await keepAnd(plain, 'ALTER TABLE orders DROP note', order())
    expect(copy?.rows).toBe(50)
    await plain.script('BEGIN; ALTER TABLE orders ADD note text')
    expect(await kept.putBack(plain, copy as KeptCopy, back(order()), { changedSince: 'leave' })).toBe(50)
    await plain.script('COMMIT')
    expect(await postgres.catalog(plain)).toEqual(catalog)
    expect(await kept.list(admin)).toHaveLength(1)

    await admin.script(
      'CREATE FUNCTION steal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
    )
    await plain.script('CREATE TRIGGER steals AFTER INSERT ON headgate.kept_data EXECUTE FUNCTION steal()')
    expect(await kept.obstacle(admin)).toContain('would run what was added to it')
    await expect(keepAnd(admin, 'SELECT 1', order())).rejects.toMatchObject({ info: { sqlstate: '42501' } })
    await admin.script('ROLLBACK; DROP TRIGGER steals ON headgate.kept_data')
    await kept.purge(plain, [copy?.id ?? ''])
    expect(await kept.list(plain)).toEqual([])
    await Promise.all([plain.close(), admin.close()])
  })

  it('says what it cannot count, and why', async () => {
    const session = await database(orders)
    const [copy] = (await keepAnd(session, 'ALTER TABLE orders DROP note', order())) as [KeptCopy]
    await session.script('ALTER TABLE orders RENAME TO purchases')
    expect((await kept.forecast(session, copy, back(order()))).why).toContain('not there under this name')
    await session.script(`DROP TABLE headgate.${copy.copy}`)
    expect((await kept.list(session))[0]?.bytes).toBeNull()
    expect((await kept.forecast(session, copy, back(order()))).why).toContain('not there any more')
    await kept.purge(session, [copy.id])
    expect(await kept.list(session)).toEqual([])
    await session.close()
  })

  it('leaves nothing behind when its deploy is taken back, and nothing in the schema that is compared', async () => {
    const session = await database(
      `${orders}; CREATE TYPE mood AS ENUM ('sad'); ALTER TABLE orders ADD mood mood`,
    )
    const catalog = await postgres.catalog(session)
    await session.script('BEGIN')
    await kept.copy(session, order(), deploy)
    await session.script('ROLLBACK')
    expect(await kept.list(session)).toEqual([])
    await keepAnd(session, 'SELECT 1', order({ columns: ['note', 'mood'] }))
    expect(await postgres.catalog(session)).toEqual(catalog)
    await session.script('DROP TABLE orders; DROP TYPE mood')
    expect(await kept.list(session)).toHaveLength(1)
    await session.close()
  })
})

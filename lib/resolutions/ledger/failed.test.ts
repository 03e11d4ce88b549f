import { describe, expect, it } from 'vitest'
import { file, pastOf, TestEnvironment, wayOf, waysTold } from './testing/environment'

const init = file('20260101000000_init', 'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "note" TEXT);')
const three = file(
  '20260102000000_three',
  `-- AlterTable
ALTER TABLE "orders" ADD COLUMN "total" INTEGER;
CREATE TABLE "lines" ("id" SERIAL PRIMARY KEY, "order_id" INTEGER NOT NULL);
CREATE UNIQUE INDEX "orders_note_key" ON "orders"("note");
ALTER TABLE "lines" ADD CONSTRAINT "lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id");`,
)

async function withInit(files = [init, three]) {
  const environment = await TestEnvironment.create(files)
  await environment.apply(init)
  return environment
}

describe('a failed migration', () => {
  it('that left nothing is marked as rolled back', async () => {
    const environment = await withInit()
    await environment.stopAfter(three, 0)
    const trouble = await environment.trouble('failed')
    expect(trouble).toMatchObject({ migration: three.name, reached: { done: 0 } })
    expect(waysTold(trouble)).toEqual(['mark_rolled_back*', 'finish', '(mark_applied)'])
    await environment.carryOut(wayOf(trouble, 'mark_rolled_back'))
    expect((await environment.rows())[1]).toMatchObject({ name: three.name, state: 'rolled back' })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('that did all is marked as applied', async () => {
    const environment = await withInit()
    await environment.stopAfter(three, 4)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(4)
    expect(waysTold(trouble)[0]).toBe('mark_applied*')
    await environment.carryOut(wayOf(trouble, 'mark_applied'))
    expect((await environment.rows())[1]).toMatchObject({ state: 'applied', checksum: three.checksum })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('that stopped half-way is undone, and then finished once its cause is gone', async () => {
    const environment = await withInit()
    await environment.session.script(`INSERT INTO orders (note) VALUES ('a'), ('a')`)
    await environment.session.script('CREATE INDEX by_hand ON orders (note)')
    await environment.stopAfter(three, 2, { fails: true })
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(2)
    expect(trouble.what).toContain('2 of its 4 statements are done')
    expect(trouble.details.join('\n')).toContain('23505')
    expect(waysTold(trouble)).toEqual(['undo*', '(finish)', '(mark_applied)', '(mark_rolled_back)'])
    expect(trouble.ways[1]?.impossibleBecause[0]).toContain('1 value stands there in more than one row')

    await environment.session.script('DELETE FROM orders WHERE id = 2')
    const repaired = await environment.trouble('failed')
    expect(waysTold(repaired).slice(0, 2)).toEqual(['undo*', 'finish'])
    await environment.carryOut(wayOf(repaired, 'finish'))
    expect((await environment.rows())[1]).toMatchObject({ state: 'applied' })
    expect(await environment.value(`SELECT to_regclass('orders_note_key')::text`)).toBe('orders_note_key')
    expect(
      await environment.value(
        `SELECT count(*)::int FROM pg_constraint WHERE conname = 'lines_order_id_fkey'`,
      ),
    ).toBe(1)
  })

  it('that stopped half-way can be undone, and says what would be lost', async () => {
    const environment = await withInit()
    await environment.stopAfter(three, 2)
    await environment.session.script(`INSERT INTO lines (order_id) VALUES (1), (2)`)
    const trouble = await environment.trouble('failed')
    const undo = wayOf(trouble, 'undo')
    expect(undo.warnings.join()).toContain('public.lines is dropped (2 rows)')
    await environment.carryOut(undo)
    expect((await environment.rows())[1]).toMatchObject({ state: 'rolled back' })
    expect(await environment.value(`SELECT to_regclass('lines')`)).toBe(null)
    expect(
      await environment.value(
        `SELECT count(*)::int FROM information_schema.columns WHERE table_name = 'orders'`,
      ),
    ).toBe(2)
  })

  it('with an index that a concurrent build left unusable: dropped, and built again', async () => {
    const slow = file(
      '20260103000000_slow',
      `ALTER TABLE "orders" ADD COLUMN "a" INTEGER;
CREATE UNIQUE INDEX CONCURRENTLY "orders_note_key" ON "orders"("note");
ALTER TABLE "orders" ADD COLUMN "b" INTEGER;`,
    )
    const environment = await withInit([init, slow])
    await environment.session.script(`INSERT INTO orders (note) VALUES ('a'), ('a')`)
    await environment.stopAfter(slow, 1, { fails: true })
    expect(
      await environment.value(
        `SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_note_key'::regclass`,
      ),
    ).toBe(false)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(1)
    expect(trouble.details.join()).toContain('half built')
    expect(waysTold(trouble)).toEqual(['undo*', '(finish)', '(mark_applied)', '(mark_rolled_back)'])
    await environment.session.script('DELETE FROM orders WHERE id = 2')
    await environment.carryOut(wayOf(await environment.trouble('failed'), 'finish'))
    expect(
      await environment.value(
        `SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_note_key'::regclass`,
      ),
    ).toBe(true)
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('takes an unusable index away when it is undone', async () => {
    const slow = file('20260103000000_slow', 'CREATE UNIQUE INDEX CONCURRENTLY "k" ON "orders"("note");')
    const environment = await withInit([init, slow])
    await environment.session.script(`INSERT INTO orders (note) VALUES ('a'), ('a')`)
    await environment.stopAfter(slow, 0, { fails: true })
    const trouble = await environment.trouble('failed')
    await environment.carryOut(wayOf(trouble, 'undo'))
    expect(await environment.value(`SELECT to_regclass('k')`)).toBe(null)
    expect((await environment.rows())[1]).toMatchObject({ state: 'rolled back' })
  })

  it('never claims to know whether a statement ran that leaves no trace in the schema', async () => {
    const filled = file(
      '20260104000000_filled',
      `ALTER TABLE "orders" ADD COLUMN "total" INTEGER;
UPDATE "orders" SET "total" = 1;
INSERT INTO "orders" ("note", "total") VALUES ('x', 2);
ALTER TABLE "orders" ALTER COLUMN "total" SET NOT NULL;`,
    )
    const environment = await withInit([init, filled])
    await environment.session.script(`INSERT INTO orders (note) VALUES ('a')`)
    await environment.stopAfter(filled, 2)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(null)
    expect(trouble.what).toContain('1 or 2 or 3 of its 4 statements')
    expect(trouble.ways.some((way) => way.recommended)).toBe(false)
    const titles = trouble.ways.filter((way) => way.kind === 'finish').map((way) => way.title)
    expect(titles).toHaveLength(2)
    expect(wayOf(trouble, 'finish').warnings.join()).toContain('may have run already')
  })

  it('reads in Headgate’s own words how far a script came', async () => {
    const filled = file(
      '20260104000000_filled',
      `ALTER TABLE "orders" ADD COLUMN "total" INTEGER;
INSERT INTO "orders" ("note") VALUES ('x');
ALTER TABLE "orders" ALTER COLUMN "total" SET NOT NULL;`,
    )
    const environment = await withInit([init, filled])
    const logs = `${filled.name}: statements 1-2 done, statement 3 failed. column "total" of relation "orders" contains null values (23502).`
    await environment.stopAfter(filled, 2, { logs })
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(2)
    expect(trouble.details.join()).toContain('Headgate ran it')
  })

  it('whose file was corrected since is finished with the new text, or undone', async () => {
    const broken = file(
      '20260105000000_fix',
      `ALTER TABLE "orders" ADD COLUMN "a" INTEGER;\nALTER TABLE "nowhere" ADD COLUMN "b" INTEGER;`,
    )
    const fixed = file(
      broken.name,
      `ALTER TABLE "orders" ADD COLUMN "a" INTEGER;\nALTER TABLE "orders" ADD COLUMN "b" INTEGER;`,
    )
    const environment = await withInit([init, fixed])
    environment.past = {
      text: async (name, checksum) =>
        name === broken.name && checksum === broken.checksum ? { sql: broken.sql, from: 'commit abc' } : null,
      origin: async () => null,
    }
    await environment.stopAfter(broken, 1, { fails: true })
    const trouble = await environment.trouble('failed')
    expect(trouble.details.join('\n')).toContain('commit abc')
    const finish = wayOf(trouble, 'finish')
    expect(finish.ledger.map(({ change }) => change)).toEqual(['set_checksum', 'finish'])
    await environment.carryOut(finish)
    expect((await environment.rows())[1]).toMatchObject({ state: 'applied', checksum: fixed.checksum })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('without a file and without a known text is forgotten only if the schema holds nothing of it', async () => {
    const environment = await withInit([init])
    await environment.stopAfter(three, 0)
    const nothing = await environment.trouble('failed')
    expect(waysTold(nothing)[0]).toBe('mark_rolled_back*')
    await environment.session.script('ALTER TABLE orders ADD COLUMN total int')
    const something = await environment.trouble('failed')
    expect(something.ways.some((way) => way.recommended)).toBe(false)
    expect(something.details.join()).toContain('column orders.total')
  })

  it('of which no state is the live one is told so, with the closest', async () => {
    const environment = await withInit()
    await environment.stopAfter(three, 2)
    await environment.session.script('ALTER TABLE lines ALTER COLUMN order_id TYPE bigint')
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(null)
    expect(trouble.details.join()).toContain('closest is the one after 2 of 4 statements')
    expect(waysTold(trouble)).toEqual(['mark_rolled_back', 'mark_applied', '(finish)', '(undo)'])
  })

  it('leaves the ledger’s ways where no shadow can be had, and says that nothing was proved', async () => {
    const environment = await withInit()
    await environment.stopAfter(three, 2)
    environment.shadowUrl = 'postgresql://nobody@127.0.0.1:1/nothing'
    const trouble = await environment.trouble('failed')
    expect(waysTold(trouble)).toEqual(['mark_rolled_back', 'mark_applied', '(finish)', '(undo)'])
    expect(wayOf(trouble, 'mark_applied').warnings[0]).toContain('Nothing was proved')
    expect(wayOf(trouble, 'mark_applied').proof).toEqual([])
  })

  it('beside an applied row of the same name loses its left-over row alone', async () => {
    const environment = await withInit()
    await environment.stopAfter(three, 0)
    await environment.apply(three)
    const trouble = await environment.trouble('failed')
    await environment.carryOut(wayOf(trouble, 'mark_rolled_back'))
    expect((await environment.rows()).map(({ state }) => state)).toEqual([
      'applied',
      'rolled back',
      'applied',
    ])
    expect((await environment.diagnosis()).troubles).toEqual([])
  })
})

describe('a failed script', () => {
  const deep = file(
    '20260106000000_deep',
    `CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "touched" BEFORE UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE "orders" ADD COLUMN "total" INTEGER, ADD CONSTRAINT "positive" CHECK ("total" > 0);
CREATE VIEW "totals" AS SELECT "id", "total" FROM "orders";
DROP INDEX "partial";
CREATE INDEX "orders_total" ON "orders"("total") WHERE "total" > 10;
ALTER TABLE "nowhere" ADD COLUMN "x" INTEGER;`,
  )

  it('with views, functions, triggers, checks and partial indexes is undone whole', async () => {
    const environment = await TestEnvironment.create([init, deep])
    const first = file(
      init.name,
      `${init.sql}\nCREATE INDEX "partial" ON "orders"("note") WHERE "note" <> '';`,
    )
    environment.files = [first, deep]
    await environment.apply(first)
    const before = await environment.ports.database.catalog(environment.session)
    await environment.stopAfter(deep, 6, { fails: true })
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(6)
    expect(waysTold(trouble)).toEqual(['undo*', '(finish)', '(mark_applied)', '(mark_rolled_back)'])
    await environment.carryOut(wayOf(trouble, 'undo'))
    expect(await environment.ports.database.catalog(environment.session)).toEqual(before)
  })

  it('that changes rows alone is not judged by the schema', async () => {
    const rows = file(
      '20260107000000_rows',
      `INSERT INTO "orders" ("note") VALUES ('a');\nUPDATE "orders" SET "note" = 'b';`,
    )
    const environment = await withInit([init, rows])
    await environment.stopAfter(rows, 1)
    const trouble = await environment.trouble('failed')
    expect(trouble.what).toContain('cannot be seen there')
    expect(trouble.ways.some(({ recommended }) => recommended)).toBe(false)
    for (const { resolution } of trouble.ways) expect(resolution?.warnings.length).toBeGreaterThan(0)
  })

  it('of one statement with an error in the ledger did nothing', async () => {
    const rows = file('20260107000000_rows', `INSERT INTO "orders" ("id") VALUES (NULL);`)
    const environment = await withInit([init, rows])
    await environment.stopAfter(rows, 0, { fails: true })
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(0)
    expect(waysTold(trouble)[0]).toBe('mark_rolled_back*')
  })

  it('that an empty copy refuses at once is told with what could not be compared', async () => {
    const broken = file(
      '20260108000000_broken',
      'ALTER TABLE "by_hand" ADD COLUMN "x" INTEGER;\nALTER TABLE "orders" ADD COLUMN "y" INTEGER;',
    )
    const environment = await withInit([init, broken])
    await environment.session.script('CREATE TABLE by_hand ()')
    await environment.stopAfter(broken, 2)
    const trouble = await environment.trouble('failed')
    expect(trouble.ways.some(({ recommended }) => recommended)).toBe(false)
    expect(wayOf(trouble, 'mark_rolled_back').warnings.join()).toContain('column orders.y')
  })
})

describe('rows', () => {
  const filling = file(
    '20260110000000_filling',
    `CREATE TABLE "copies" ("id" INTEGER PRIMARY KEY, "note" TEXT);
INSERT INTO "copies" SELECT "id", "note" FROM "orders";
ALTER TABLE "orders" DROP COLUMN "note";`,
  )

  it('tell that a statement did not run, where what it fills is new and empty', async () => {
    const environment = await withInit([init, filling])
    await environment.session.script(`INSERT INTO orders (note) VALUES ('a')`)
    await environment.stopAfter(filling, 1)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(1)
    expect(trouble.details.join()).toContain('public.copies is new and empty')
    await environment.carryOut(wayOf(trouble, 'finish'))
    expect(await environment.value('SELECT count(*)::int FROM copies')).toBe(1)
  })

  it('tell nothing where there are some: an application may have written them', async () => {
    const environment = await withInit([init, filling])
    await environment.session.script(`INSERT INTO orders (note) VALUES ('a')`)
    await environment.stopAfter(filling, 2)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(null)
    expect(trouble.ways.some(({ recommended }) => recommended)).toBe(false)
    expect(trouble.ways.filter(({ kind }) => kind === 'finish').map(({ title }) => title)).toEqual([
      'Finish it from statement 2, taking all before as done',
      'Finish it from statement 3, taking all before as done',
    ])
  })

  it('tell nothing where the next statement may have run after one that found nothing to do', async () => {
    const marking = file(
      '20260110000000_marking',
      `CREATE TABLE "copies" ("id" INTEGER PRIMARY KEY);
INSERT INTO "copies" SELECT "id" FROM "orders" WHERE "note" = 'nobody';
UPDATE "orders" SET "note" = "note" || '!';
ALTER TABLE "orders" ADD COLUMN "required" INTEGER NOT NULL;`,
    )
    const environment = await withInit([init, marking])
    await environment.session.script(`INSERT INTO orders (note) VALUES ('a')`)
    await environment.stopAfter(marking, 3)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(null)
    expect(trouble.ways.some(({ recommended }) => recommended)).toBe(false)
  })

  it('tell that new columns were not filled', async () => {
    const backfill = file(
      '20260111000000_backfill',
      `ALTER TABLE "orders" ADD COLUMN "slug" TEXT;
UPDATE "orders" SET "slug" = "id"::text;
ALTER TABLE "orders" ALTER COLUMN "slug" SET NOT NULL;`,
    )
    const environment = await withInit([init, backfill])
    await environment.session.script(`INSERT INTO orders (note) VALUES ('a')`)
    await environment.stopAfter(backfill, 1)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(1)
    expect(waysTold(trouble)[0]).toBe('finish*')
    await environment.carryOut(wayOf(trouble, 'finish'))
    expect(await environment.value('SELECT slug FROM orders')).toBe('1')
  })
})

describe('a failed migration whose file is gone', () => {
  it('is finished with its known text, which comes back as a file', async () => {
    const environment = await withInit([init])
    environment.past = pastOf([three])
    await environment.stopAfter(three, 3)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(3)
    await environment.carryOut(wayOf(trouble, 'finish'))
    expect(environment.files[1]).toEqual(three)
    expect((await environment.rows())[1]).toMatchObject({ state: 'applied', checksum: three.checksum })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('is undone, and nothing of it is left', async () => {
    const environment = await withInit([init])
    environment.past = pastOf([three])
    await environment.stopAfter(three, 3)
    await environment.carryOut(wayOf(await environment.trouble('failed'), 'undo'))
    const { troubles, statuses } = await environment.diagnosis()
    expect([troubles, statuses.map(({ name }) => name)]).toEqual([[], [init.name]])
  })
})

it('a failed script with a temporary table of its transaction is run as a deploy runs it', async () => {
  const temporary = file(
    '20260112000000_temporary',
    `BEGIN;
CREATE TEMP TABLE "map" ON COMMIT DROP AS SELECT "id" FROM "orders";
ALTER TABLE "orders" ADD COLUMN "mapped" INTEGER;
UPDATE "orders" SET "mapped" = "map"."id" FROM "map" WHERE "map"."id" = "orders"."id";
COMMIT;`,
  )
  const environment = await withInit([init, temporary])
  await environment.session.script(`INSERT INTO orders (note) VALUES ('a')`)
  await environment.stopAfter(temporary, 0)
  const trouble = await environment.trouble('failed')
  expect(trouble.reached?.done).toBe(0)
  expect(waysTold(trouble).slice(0, 2)).toEqual(['mark_rolled_back*', 'finish'])
  await environment.carryOut(wayOf(trouble, 'finish'))
  expect(await environment.value('SELECT mapped FROM orders')).toBe(1)
})

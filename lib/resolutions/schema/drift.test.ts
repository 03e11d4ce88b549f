import { describe, expect, it } from 'vitest'
import type { Catalog } from '../../domain/catalog'
import { catalogDelta } from '../../domain/catalog-delta'
import { catalogFingerprint } from '../../domain/catalog-fingerprint'
import type { MigrationFile } from '../../domain/migration'
import type { IgnoredDrift } from '../../domain/resolution'
import { driftDefinitions } from '../../domain/resolution-fingerprint'
import { expectedCatalog } from '../../engines/planning/expected-catalog'
import { diagnose } from '../diagnose'
import { file, schemaText, TestEnvironment, wayOf, waysTold } from '../ledger/testing/environment'
import type { HistoryQuestion } from '../situation'
import { driftChanges, resolveDrift } from './drift'
import { withSituation } from './with-situation'

const init = file(
  '20260101000000_init',
  `CREATE TYPE "Status" AS ENUM ('OPEN', 'PAID');
CREATE TABLE "orders" ("id" SERIAL NOT NULL, "total" INTEGER NOT NULL, "note" TEXT, "status" "Status" NOT NULL, CONSTRAINT "orders_pkey" PRIMARY KEY ("id"));
CREATE INDEX "orders_note_idx" ON "orders"("note");`,
)
const remark = file('20260102000000_remark', 'ALTER TABLE "orders" ADD COLUMN "remark" TEXT;')

const models = `${schemaText}
model orders {
  id     Int     @id @default(autoincrement())
  total  Int
  note   String?
  status Status

  @@index([note])
}

enum Status {
  OPEN
  PAID
}
`

const byHand = `
  ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0);
  ALTER TABLE orders ADD COLUMN extra TEXT DEFAULT 'x';
  CREATE INDEX orders_open ON orders (total) WHERE status = 'OPEN';
  CREATE VIEW open_orders AS SELECT id, total FROM orders WHERE status = 'OPEN';
  CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
  CREATE TRIGGER bumped BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION bump();
  ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
  CREATE POLICY own ON orders USING (total > 1);
  DROP INDEX orders_note_idx;
  ALTER TYPE "Status" ADD VALUE 'LOST';
  CREATE TABLE hand_made (id SERIAL PRIMARY KEY, order_id INTEGER REFERENCES orders (id));
  COMMENT ON TABLE orders IS 'bought';
  GRANT SELECT ON orders TO PUBLIC;`

async function drifted(sql: string, files: MigrationFile[] = [init]): Promise<TestEnvironment> {
  const environment = await TestEnvironment.create(files)
  await environment.apply(init)
  await environment.session.script(sql)
  return environment
}

function questionOf(environment: TestEnvironment, ignored: IgnoredDrift[] = []): HistoryQuestion {
  return {
    url: environment.url,
    shadowUrl: null,
    revision: {
      digest: 'd',
      schemaFiles: [{ path: 'schema.prisma', content: models }],
      migrations: environment.files,
    },
    past: environment.past,
    ignored,
  }
}

async function driftTrouble(environment: TestEnvironment, ignored: IgnoredDrift[] = []) {
  const found = await diagnose(environment.ports, questionOf(environment, ignored))
  if (!found.ok) throw new Error(found.failure.why)
  expect(found.value.unknown).toEqual([])
  return found.value.troubles
}

const liveCatalog = (environment: TestEnvironment) => environment.ports.database.catalog(environment.session)

async function built(environment: TestEnvironment, files: MigrationFile[]): Promise<Catalog> {
  const catalog = await expectedCatalog(environment.ports, { url: environment.url, givenUrl: null }, files)
  if (!catalog.ok) throw new Error(catalog.failure.why)
  return catalog.value
}

describe('drift', () => {
  it('is none where the schema is what its migrations build', async () => {
    expect(await driftTrouble(await drifted(''))).toEqual([])
  })

  it('is told object by object, and what a Prisma schema cannot express of it', async () => {
    const [trouble] = await driftTrouble(await drifted(byHand))
    expect(trouble).toMatchObject({ kind: 'drift', migration: null })
    expect(trouble?.details).toContain('+ constraint orders.total_positive: CHECK ((total >= 0))')
    expect(trouble?.details).toContain('− index orders.orders_note_idx')
    expect(trouble?.details).toContain('~ enum Status: + LOST')
    const hidden = trouble?.details.find((line) => line.startsWith('What a Prisma schema cannot express'))
    expect(hidden).toMatch(/constraint orders.total_positive/)
    expect(hidden).toMatch(/index orders.orders_open/)
    expect(hidden).not.toMatch(/orders.extra|orders_note_idx|hand_made/)
    expect(waysTold(trouble as never)).toEqual(['adopt_drift*', 'revert_drift'])
  })

  it('is adopted as a migration that is applied here and builds the live schema elsewhere', async () => {
    const environment = await drifted(`${byHand} INSERT INTO orders (total, status) VALUES (1, 'OPEN')`)
    const before = await liveCatalog(environment)
    const [trouble] = await driftTrouble(environment)
    const way = wayOf(trouble as never, 'adopt_drift')
    expect(way.warnings.join('\n')).toMatch(/The Prisma schema does not have it/)
    expect(way.warnings.join('\n')).toMatch(/model hand_made/)
    await environment.carryOut(way)
    expect(await environment.rows()).toMatchObject([
      { name: init.name, state: 'applied' },
      { name: '20260101000001_adopt_drift', state: 'applied' },
    ])
    expect(environment.files.at(-1)?.checksum).toBe((await environment.rows())[1]?.checksum)
    expect(catalogFingerprint(await liveCatalog(environment))).toBe(catalogFingerprint(before))
    expect(catalogDelta(await built(environment, environment.files), before)).toEqual([])
    expect(await driftTrouble(environment)).toEqual([])
    expect(await environment.value('SELECT count(*)::int FROM orders')).toBe(1)
  })

  it('is taken back by a migration, which names what it would lose', async () => {
    const environment = await drifted(byHand)
    await environment.session.script(
      `INSERT INTO orders (total, status, extra) VALUES (1, 'OPEN', 'kept?'), (2, 'PAID', NULL)`,
    )
    const [trouble] = await driftTrouble(environment)
    const way = wayOf(trouble as never, 'revert_drift')
    expect(way).toMatchObject({ work: null, ledger: [] })
    expect(way.warnings.join('\n')).toMatch(/orders.extra is dropped with its values \(1 of 2 rows\)/)
    await environment.carryOut(way)
    const revert = environment.files.at(-1) as MigrationFile
    expect(revert.name).toBe('20260101000001_revert_drift')
    await environment.apply(revert)
    expect(catalogDelta(await built(environment, [init]), await liveCatalog(environment))).toEqual([])
    expect(await environment.value('SELECT count(*)::int FROM orders')).toBe(2)
  })

  it('that is taken back by drops alone does nothing to databases without it', async () => {
    const environment = await drifted('CREATE VIEW v AS SELECT 1 AS one; CREATE INDEX i ON orders (total)')
    const [trouble] = await driftTrouble(environment)
    const way = wayOf(trouble as never, 'revert_drift')
    expect(way.proof.join(' ')).toMatch(/without the drift: there it changes nothing/)
    const other = await drifted('')
    await environment.carryOut(way)
    await other.apply(environment.files.at(-1) as MigrationFile)
    expect(catalogDelta(await liveCatalog(environment), await liveCatalog(other))).not.toEqual([])
    expect(catalogDelta(await built(environment, [init]), await liveCatalog(other))).toEqual([])
  })

  it('can be resolved in parts', async () => {
    const environment = await drifted(byHand)
    const part = async (way: 'adopt_drift' | 'revert_drift', keys: string[]) => {
      const found = await withSituation(environment.ports, questionOf(environment), (situation) =>
        resolveDrift(environment.ports, situation, { way, keys }),
      )
      if (!found.ok || !found.value.ok || !found.value.value?.resolution)
        throw new Error(JSON.stringify(found))
      return found.value.value.resolution
    }
    await environment.carryOut(
      await part('adopt_drift', ['column:public.hand_made.order_id', 'view:public.open_orders']),
    )
    const [, adopted] = environment.files
    expect(adopted?.sql).toContain('CREATE TABLE "public"."hand_made"')
    expect(adopted?.sql).toContain('CREATE VIEW')
    expect(adopted?.sql).not.toContain('total_positive')
    const left = await withSituation(environment.ports, questionOf(environment), (situation) =>
      driftChanges(environment.ports, situation),
    )
    const keys = left.ok && left.value.ok ? left.value.value.map(({ key }) => key) : []
    expect(keys).toContain('constraint:public.orders.total_positive')
    expect(keys.filter((key) => /hand_made|open_orders/.test(key))).toEqual([])
    const revert = await part('revert_drift', [
      'index:public.orders.orders_note_idx',
      'trigger:public.orders.bumped',
    ])
    await environment.carryOut(revert)
    await environment.apply(environment.files.at(-1) as MigrationFile)
    const after = await liveCatalog(environment)
    expect(after['index:public.orders.orders_note_idx']).toBeDefined()
    expect(after['trigger:public.orders.bumped']).toBeUndefined()
    expect(after['constraint:public.orders.total_positive']).toBeDefined()
  })

  it('is left out where somebody decided so, until it becomes another', async () => {
    const environment = await drifted('CREATE VIEW v AS SELECT 1 AS one; CREATE INDEX i ON orders (total)')
    const found = await withSituation(environment.ports, questionOf(environment), (situation) =>
      driftChanges(environment.ports, situation),
    )
    const view =
      found.ok && found.value.ok ? found.value.value.find(({ key }) => key === 'view:public.v') : null
    if (!view) throw new Error('no view')
    const ignored = [{ key: view.key, definitions: driftDefinitions(view), reason: 'r', by: 'b', at: 'a' }]
    const [trouble] = await driftTrouble(environment, ignored)
    expect(trouble?.details).toContain('1 more difference left as decided.')
    expect(trouble?.details.join('\n')).not.toMatch(/view v/)
    await environment.carryOut(wayOf(trouble as never, 'adopt_drift'))
    expect(await driftTrouble(environment, ignored)).toEqual([])
    await environment.session.script('CREATE OR REPLACE VIEW v AS SELECT 2 AS one')
    expect(await driftTrouble(environment, ignored)).toMatchObject([{ kind: 'drift' }])
  })

  it('that is just what a pending migration does means that it has run', async () => {
    const more = file(
      '20260103000000_more',
      'CREATE TABLE "more" ("id" INTEGER NOT NULL); INSERT INTO "more" VALUES (1);',
    )
    const both = await drifted(`${remark.sql}\n${more.sql}`, [init, remark, more])
    const [trouble] = await driftTrouble(both)
    expect(trouble).toMatchObject({ migration: remark.name })
    const way = wayOf(trouble as never, 'mark_applied')
    expect(way.warnings.join()).toMatch(/more changes rows too/)
    await both.carryOut(way)
    expect(await driftTrouble(both)).toEqual([])
    expect((await both.rows()).map(({ state }) => state)).toEqual(['applied', 'applied', 'applied'])

    const second = await drifted(more.sql, [init, remark, more])
    const [single] = await driftTrouble(second)
    expect(single).toMatchObject({ migration: more.name })
  })

  it('is adopted before what is pending, and says what that does to it', async () => {
    const environment = await drifted('ALTER TABLE orders ADD COLUMN remark INTEGER', [init, remark])
    const [trouble] = await driftTrouble(environment)
    const way = wayOf(trouble as never, 'adopt_drift')
    expect(way.migration).toBe('20260101000001_adopt_drift')
    expect(way.warnings.join()).toMatch(
      /the pending 20260102000000_remark fails: column "remark".* already exists/,
    )
  })

  it('cannot be known while a migration is failed', async () => {
    const environment = await TestEnvironment.create([init, remark])
    await environment.apply(init)
    await environment.stopAfter(remark, 0)
    const found = await diagnose(environment.ports, questionOf(environment))
    expect(found.ok && found.value.unknown.join()).toMatch(/drift.*20260102000000_remark stopped half-way/)
  })

  it('of a role that the shadow does not know is adopted with its rights as they are', async () => {
    const environment = await drifted('CREATE TABLE rights (id integer)')
    const role = `r_${Date.now()}`
    await environment.session.script(`CREATE ROLE ${role}; GRANT SELECT ON rights TO ${role}`)
    const [trouble] = await driftTrouble(environment)
    const way = wayOf(trouble as never, 'adopt_drift')
    expect(way.files[0]).toMatchObject({
      content: expect.stringContaining(`GRANT SELECT ON TABLE "public"."rights" TO "${role}"`),
    })
    await environment.session.script(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
  })
})

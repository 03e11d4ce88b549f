import { beforeAll, describe, expect, it } from 'vitest'
import { nastySchema } from '../../databases/postgres/definitions/nasty-schema-in-tests'
import { catalogDelta } from '../../domain/catalog-delta'
import type { MigrationFile } from '../../domain/migration'
import type { SchemaFile } from '../../domain/revision'
import { expectedCatalog } from '../../engines/planning/expected-catalog'
import { diagnose } from '../diagnose'
import { file, schemaText, sha256, TestEnvironment, wayOf, waysTold } from '../ledger/testing/environment'

const first = file(
  '20260101000000_first',
  'CREATE TABLE "users" ("id" SERIAL NOT NULL, CONSTRAINT "users_pkey" PRIMARY KEY ("id"));',
)
const second = file(
  '20260102000000_second',
  'ALTER TABLE "users" ADD COLUMN "name" TEXT; CREATE VIEW "names" AS SELECT name FROM users;',
)
const rows = file('20260103000000_rows', `INSERT INTO "users" ("name") VALUES ('a');`)
const third = file('20260104000000_third', 'CREATE INDEX "users_name_idx" ON "users"("name");')

async function unmanaged(sql: string, files: MigrationFile[] = []): Promise<TestEnvironment> {
  const environment = await TestEnvironment.create(files, { ledger: false })
  await environment.session.script(sql)
  return environment
}

async function troublesOf(environment: TestEnvironment, schemaFiles: SchemaFile[] = []) {
  const found = await diagnose(environment.ports, {
    url: environment.url,
    shadowUrl: null,
    revision: { digest: 'd', schemaFiles, migrations: environment.files },
    past: environment.past,
    ignored: [],
  })
  if (!found.ok) throw new Error(found.failure.why)
  expect(found.value.unknown).toEqual([])
  return found.value.troubles
}

async function sameAsBuilt(environment: TestEnvironment): Promise<unknown> {
  const built = await expectedCatalog(
    environment.ports,
    { url: environment.url, givenUrl: null },
    environment.files,
  )
  if (!built.ok) throw new Error(built.failure.why)
  return catalogDelta(built.value, await environment.ports.database.catalog(environment.session))
}

/** `carryOut` of the test environment knows migrations alone. */
async function carryOutWithSchema(
  environment: TestEnvironment,
  way: ReturnType<typeof wayOf>,
): Promise<string> {
  const [schema] = way.files.flatMap((change) =>
    change.change === 'write' && change.base === 'schema' ? [change] : [],
  )
  await environment.carryOut(way)
  environment.files = environment.files.filter(({ name }) => !name.endsWith('.prisma'))
  return schema?.content ?? ''
}

describe('a database that Prisma never touched', () => {
  beforeAll(async () => {
    const environment = await TestEnvironment.create([])
    await environment.session
      .script(
        `do $$ begin create role nasty_reader; exception when duplicate_object or unique_violation then null; end $$`,
      )
      .finally(() => environment.session.close())
  })

  it('is no trouble while it is empty', async () => {
    expect(await troublesOf(await unmanaged(''))).toEqual([])
    expect(await troublesOf(await unmanaged('', [first]))).toEqual([])
  })

  it('becomes a first migration that builds all that it holds, and a Prisma schema', async () => {
    const environment = await unmanaged(
      `CREATE TYPE mood AS ENUM ('sad', 'ok');
       CREATE TABLE users (id serial primary key, name text not null, mood mood default 'ok', check (name <> ''));
       CREATE VIEW named AS SELECT name FROM users; INSERT INTO users (name) VALUES ('a')`,
    )
    const [trouble] = await troublesOf(environment)
    expect(trouble).toMatchObject({
      kind: 'unmanaged',
      what: expect.stringContaining('holds 1 table, and Prisma has never touched it'),
    })
    const way = wayOf(trouble as never, 'baseline')
    const schema = await carryOutWithSchema(environment, way)
    expect(schema).toMatch(/^generator client/)
    expect(schema).toMatch(/model users {/)
    expect(schema).toMatch(/enum mood {/)
    expect(await environment.rows()).toMatchObject([
      { name: '0_init', state: 'applied', checksum: environment.files[0]?.checksum },
    ])
    expect(await sameAsBuilt(environment)).toEqual([])
    expect(await environment.value('SELECT count(*)::int FROM users')).toBe(1)
    expect(await troublesOf(environment, [{ path: 'schema.prisma', content: schema }])).toEqual([])
  })

  it('with everything that PostgreSQL has is written whole', async () => {
    const environment = await unmanaged(nastySchema)
    const [trouble] = await troublesOf(environment)
    const way = wayOf(trouble as never, 'baseline')
    const schema = await carryOutWithSchema(environment, way)
    expect(schema).toMatch(/schemas {2}= \["public", "Odd.Name", "shop"\]/)
    expect(schema).toMatch(/@@schema\("shop"\)/)
    expect(await sameAsBuilt(environment)).toEqual([])
    expect(await troublesOf(environment)).toEqual([])
  })

  it('keeps the Prisma schema that a project has, and says what it says otherwise', async () => {
    const environment = await unmanaged('CREATE TABLE users (id serial primary key, name text)')
    const content = `${schemaText}\nmodel users {\n  id Int @id @default(autoincrement())\n}\n`
    const [trouble] = await troublesOf(environment, [{ path: 'schema.prisma', content }])
    const way = wayOf(trouble as never, 'baseline')
    expect(way.files).toHaveLength(1)
    expect(way.warnings.join('\n')).toMatch(/stays as it is, and says something else:[\s\S]*name/)
  })

  it('fills a Prisma schema that has no models yet', async () => {
    const environment = await unmanaged('CREATE TABLE users (id serial primary key)')
    const [trouble] = await troublesOf(environment, [{ path: 'schema.prisma', content: schemaText }])
    const written = wayOf(trouble as never, 'baseline').files.at(-1)
    expect(written).toMatchObject({ base: 'schema', path: 'schema.prisma', replaces: sha256(schemaText) })
    expect(written).toMatchObject({ content: expect.stringMatching(/^datasource db[\s\S]*model users/) })
  })
})

describe('a database whose ledger is gone', () => {
  it('is found in the history of its project, and what comes later stays pending', async () => {
    const environment = await unmanaged(`${first.sql}${second.sql}`, [first, second, third])
    const [trouble] = await troublesOf(environment)
    expect(waysTold(trouble as never)).toEqual(['mark_applied*'])
    await environment.carryOut(wayOf(trouble as never, 'mark_applied'))
    expect(await environment.rows()).toMatchObject([
      { name: first.name, state: 'applied', checksum: first.checksum },
      { name: second.name, state: 'applied', checksum: second.checksum },
    ])
    expect(await troublesOf(environment)).toEqual([])
  })

  it('leaves the choice where a migration changes rows alone', async () => {
    const environment = await unmanaged(`${first.sql}${second.sql}`, [first, second, rows, third])
    const [trouble] = await troublesOf(environment)
    expect(waysTold(trouble as never)).toEqual(['mark_applied*', 'mark_applied'])
    expect(trouble?.ways.map((way) => way.resolution?.ledger.length)).toEqual([4, 3])
    expect(trouble?.ways[0]?.resolution?.warnings.join()).toMatch(/20260103000000_rows did to rows/)
  })

  it('that is no state of the history is told the nearest, and what differs', async () => {
    const environment = await unmanaged(`${first.sql}${second.sql} CREATE TABLE by_hand (id integer)`, [
      first,
      second,
      third,
    ])
    const [trouble] = await troublesOf(environment)
    expect(trouble?.details[0]).toBe(
      'The nearest state of the history is the one after 20260102000000_second; 2 objects differ.',
    )
    expect(trouble?.details).toContain('+ table by_hand (1 column)')
    const way = wayOf(trouble as never, 'mark_applied')
    await environment.carryOut(way)
    expect(await troublesOf(environment)).toMatchObject([
      { kind: 'drift', details: ['+ table by_hand (1 column)'] },
    ])
  })

  it('is found in a long history too, wherever it is', async () => {
    const steps = Array.from({ length: 90 }, (_, index) =>
      file(
        `2026020100${String(index).padStart(4, '0')}_step`,
        index % 10 === 4 ? 'SELECT 1;' : `ALTER TABLE "users" ADD COLUMN "c${index}" INTEGER;`,
      ),
    )
    for (const applied of [1, 37, 54, 90]) {
      const done = steps.slice(0, applied)
      const environment = await unmanaged([first, ...done].map(({ sql }) => sql).join('\n'), [
        first,
        ...steps,
      ])
      const [trouble] = await troublesOf(environment)
      const lasts = trouble?.ways.map((way) => way.resolution?.migration)
      expect(lasts).toContain(done.at(-1)?.name)
      expect(lasts).toHaveLength(applied === 54 ? 2 : 1)
    }
  })

  it('that has nothing to do with the project is not recorded as if it had', async () => {
    const environment = await unmanaged('CREATE TABLE other (id integer, a text, b text, c text)', [
      first,
      second,
      third,
    ])
    const [trouble] = await troublesOf(environment)
    expect(waysTold(trouble as never)).toEqual(['(mark_applied)'])
  })
})

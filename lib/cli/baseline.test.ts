import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { catalogFrom, catalogOf, checksum, ledgerOf, preparedDatabase, prismaSays } from './testing/prepared'
import { makeProject } from './testing/project'
import { answerOf, runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

const live = `CREATE TYPE "mood" AS ENUM ('glad', 'sad');
CREATE TABLE "people" ("id" SERIAL PRIMARY KEY, "age" INTEGER CHECK ("age" > 0), "mood" "mood" DEFAULT 'glad');
CREATE INDEX "old" ON "people" ("age") WHERE "age" > 80;
CREATE VIEW "adults" AS SELECT "id" FROM "people" WHERE "age" > 17;
CREATE FUNCTION "stamp"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER "stamped" BEFORE UPDATE ON "people" FOR EACH ROW EXECUTE FUNCTION "stamp"();
INSERT INTO "people" ("age") VALUES (20);`

const folders: string[] = []

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

function baseliner(project: string, url: string) {
  return async (...args: string[]) => {
    const ran = await runHeadgate(['baseline', '--json', '--url', url, ...args], { cwd: project })
    // biome-ignore lint/suspicious/noExplicitAny: its schema was checked
    return { code: ran.code, answer: await answerOf<any>('baseline', ran) }
  }
}

describe('baseline', () => {
  it('begins a project in an empty folder, with all that the database holds', async () => {
    const project = await mkdtemp(join(tmpdir(), 'headgate-cli-baseline-'))
    folders.push(project)
    const url = await preparedDatabase([], live)
    const before = await catalogOf(url)
    const baseline = baseliner(project, url)
    expect((await runHeadgate(['status', '--url', url], { cwd: project })).code).not.toBe(0)
    const dry = await baseline('--dry-run')
    expect(dry).toMatchObject({ code: 0, answer: { ok: true, run: null, chosen: { kind: 'baseline' } } })
    expect(await baseline()).toMatchObject({ code: 64 })
    expect(await sql(url, `SELECT to_regclass('_prisma_migrations') AS ledger`)).toEqual([{ ledger: null }])

    const done = await baseline('--yes')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, troubles: [], run: { state: 'succeeded' } } })
    const script = await readFile(join(project, 'prisma', 'migrations', '0_init', 'migration.sql'), 'utf8')
    expect(await catalogFrom(script)).toEqual(before)
    expect(await sql(url, 'SELECT migration_name AS name, checksum FROM _prisma_migrations')).toEqual([
      { name: '0_init', checksum: checksum(script) },
    ])
    expect(await sql(url, 'SELECT age FROM people')).toEqual([{ age: 20 }])
    expect(await prismaSays(project, url)).toEqual({
      failed: [],
      edited: [],
      unapplied: [],
      unknownApplied: [],
    })
    const status = await runHeadgate(['status', '--drift', '--url', url], { cwd: project })
    expect(status.code).toBe(0)
    expect(await baseline('--yes')).toMatchObject({ code: 0, answer: { ok: true, run: null } })
  })

  it('records the migrations that a pushed schema holds already', async () => {
    const history = {
      '1_init': 'CREATE TABLE "tags" ("id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL);\n',
      '2_colour': 'ALTER TABLE "tags" ADD COLUMN "colour" TEXT;\n',
    }
    const project = await makeProject(history)
    const url = await preparedDatabase([], Object.values(history).join(''))
    const done = await baseliner(project, url)('--yes')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, troubles: [] } })
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_colour done'])
    expect(await prismaSays(project, url)).toEqual({
      failed: [],
      edited: [],
      unapplied: [],
      unknownApplied: [],
    })
  })

  it('does nothing where there is nothing to begin with', async () => {
    const project = await makeProject({})
    const url = await preparedDatabase([])
    expect(await baseliner(project, url)('--yes')).toMatchObject({
      code: 0,
      answer: { ok: true, run: null, outcome: { what: expect.stringContaining('empty') } },
    })
  })
})

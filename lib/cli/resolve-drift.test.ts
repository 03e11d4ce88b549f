import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogFrom, catalogOf, ledgerOf, preparedDatabase, prismaSays } from './testing/prepared'
import { makeProject } from './testing/project'
import { resolver, summary } from './testing/resolving'
import { runHeadgate } from './testing/run-headgate'

const init = 'CREATE TABLE "tags" ("id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL);\n'
/** Nothing of it can be said in a Prisma schema. */
const drift = `CREATE INDEX "late" ON "tags" ("name") WHERE "name" > 'm';
ALTER TABLE "tags" ADD CONSTRAINT "named" CHECK ("name" <> '');
CREATE VIEW "names" AS SELECT "name" FROM "tags";`

async function drifted() {
  const project = await makeProject({ '1_init': init })
  const url = await preparedDatabase([{ name: '1_init', text: init }], drift)
  return { project, url, resolve: resolver(project, url) }
}

describe('drift that Prisma does not see', () => {
  it('is adopted object by object, and then whole, on a database that stays as it is', async () => {
    const { project, url, resolve } = await drifted()
    const before = await catalogOf(url)
    const listed = await resolve()
    expect(listed.code).toBe(3)
    expect(summary(listed.answer)).toEqual(['drift -: adopt_drift* revert_drift'])
    expect(await resolve('--adopt-drift', '--only', 'index:public.tags.lat', '--yes')).toMatchObject({
      code: 64,
    })

    const one = await resolve('--adopt-drift', '--only', 'index:public.tags.late', '--yes')
    expect(one).toMatchObject({ code: 3, answer: { ok: true, run: { state: 'succeeded' } } })
    expect(one.answer.troubles[0]?.details.join()).not.toContain('late')
    const rest = await resolve('--adopt-drift', '--yes')
    expect(rest).toMatchObject({ code: 0, answer: { ok: true, troubles: [] } })

    const names = (await ledgerOf(url)).map((line) => line.split(' ')[0] ?? '')
    expect(names).toHaveLength(3)
    const files = names.map((name) =>
      readFile(join(project, 'prisma', 'migrations', name, 'migration.sql'), 'utf8'),
    )
    expect(await catalogFrom(...(await Promise.all(files)))).toEqual(before)
    expect(await catalogOf(url)).toEqual(before)
    expect(await prismaSays(project, url)).toEqual({
      failed: [],
      edited: [],
      unapplied: [],
      unknownApplied: [],
    })
    expect((await runHeadgate(['status', '--drift', '--url', url], { cwd: project })).code).toBe(0)
  })

  it('is taken back by a migration that a deploy runs', async () => {
    const { project, url, resolve } = await drifted()
    const written = await resolve('--revert-drift', '--yes')
    expect(written.answer).toMatchObject({ ok: true, run: { state: 'succeeded' } })
    expect(await ledgerOf(url)).toEqual(['1_init done'])
    expect((await prismaSays(project, url)).unapplied).toHaveLength(1)
    expect((await runHeadgate(['deploy', '--yes', '--url', url], { cwd: project })).code).toBe(0)
    expect(await catalogOf(url)).toEqual(await catalogFrom(init))
    expect(await resolve()).toMatchObject({ code: 0, answer: { ok: true, troubles: [] } })
  })
})

import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { catalogFrom, catalogOf, checksum, ledgerOf, preparedDatabase, prismaSays } from './testing/prepared'
import { makeProject, removeMigration, writeMigration } from './testing/project'
import { resolver, summary } from './testing/resolving'
import { runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

const init = 'CREATE TABLE "tags" ("id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL);\n'
const colour = 'ALTER TABLE "tags" ADD COLUMN "colour" TEXT;\n'
const edited = `${colour}ALTER TABLE "tags" ADD COLUMN "weight" INTEGER;\n`
const clean = { failed: [], edited: [], unapplied: [], unknownApplied: [] }

describe('an edited migration', () => {
  it('gets its old file back from git', async () => {
    const { project, url, resolve } = await place({ '1_init': init, '2_colour': colour })
    await git(project)
    await writeMigration(project, '2_colour', edited)
    expect((await prismaSays(project, url)).edited).toEqual(['2_colour'])
    const listed = await resolve()
    expect(listed.code).toBe(3)
    expect(listed.answer.troubles[0]?.texts).toMatchObject({ before: colour, after: edited })
    const done = await resolve('2_colour', '--restore-file', '--yes')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, written: ['2_colour/migration.sql'] } })
    expect(await fileOf(project, '2_colour')).toBe(colour)
    expect(await prismaSays(project, url)).toEqual(clean)
    // The database was not written to.
    expect(await sql(url, `SELECT to_regclass('headgate.terminal_runs') AS mark`)).toEqual([{ mark: null }])
  })

  it('makes what was added the next migration', async () => {
    const { project, url, resolve } = await place({ '1_init': init, '2_colour': colour })
    await git(project)
    await writeMigration(project, '2_colour', edited)
    const done = await resolve('2_colour', '--split-edit', '--yes')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, troubles: [] } })
    expect(await fileOf(project, '2_colour')).toBe(colour)
    const [added = ''] = (await prismaSays(project, url)).unapplied
    expect(await fileOf(project, added)).toContain('"weight"')
    expect((await runHeadgate(['deploy', '--yes', '--url', url], { cwd: project })).code).toBe(0)
    expect(await catalogOf(url)).toEqual(await catalogFrom(init, edited))
    expect(await prismaSays(project, url)).toEqual(clean)
  })

  it('that says the same in other words is accepted, without git', async () => {
    const { project, url, resolve } = await place({ '1_init': init, '2_colour': colour })
    const reworded = `-- A colour\n${colour}`
    await writeMigration(project, '2_colour', reworded)
    const listed = await resolve()
    expect(listed.answer.troubles[0]?.texts?.before).toBeNull()
    expect(await resolve('2_colour', '--restore-file', '--yes')).toMatchObject({
      code: 1,
      answer: { failure: { code: 'resolution_impossible' } },
    })
    expect(await resolve('2_colour', '--accept-edit', '--yes')).toMatchObject({ code: 0 })
    expect(
      await sql(url, `SELECT checksum FROM _prisma_migrations WHERE migration_name = '2_colour'`),
    ).toEqual([{ checksum: checksum(reworded) }])
    expect(await prismaSays(project, url)).toEqual(clean)
  })
})

describe('a missing migration', () => {
  it('comes back from git', async () => {
    const { project, url, resolve } = await place({ '1_init': init, '2_colour': colour })
    await git(project)
    await removeMigration(project, '2_colour')
    expect((await prismaSays(project, url)).unknownApplied).toEqual(['2_colour'])
    expect(await resolve('2_colour', '--restore-file', '--yes')).toMatchObject({
      code: 0,
      answer: { ok: true },
    })
    expect(await fileOf(project, '2_colour')).toBe(colour)
    expect(await prismaSays(project, url)).toEqual(clean)
  })

  it('is written anew from the live schema where nobody has the file any more', async () => {
    const { project, url, resolve } = await place({ '1_init': init, '2_colour': colour })
    await removeMigration(project, '2_colour')
    const done = await resolve('2_colour', '--recover-file', '--yes')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, troubles: [] } })
    expect(await catalogFrom(init, await fileOf(project, '2_colour'))).toEqual(await catalogOf(url))
    expect(await prismaSays(project, url)).toEqual(clean)
  })

  it('is forgotten where the schema holds nothing of it', async () => {
    const { project, url, resolve } = await place({ '1_init': init, '2_colour': colour })
    await removeMigration(project, '2_colour')
    await sql(url, 'ALTER TABLE "tags" DROP COLUMN "colour"')
    expect(await resolve('2_colour', '--forget', '--yes')).toMatchObject({ code: 0, answer: { ok: true } })
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_colour back'])
    expect(await prismaSays(project, url)).toEqual(clean)
  })
})

describe('lines of history that met', () => {
  it('is told as diverged, with who brought what', async () => {
    const { project, url, resolve } = await place({ '1_init': init, '2_colour': colour })
    await removeMigration(project, '2_colour')
    await writeMigration(project, '3_mine', 'CREATE TABLE "mine" ("id" INTEGER PRIMARY KEY);\n')
    await git(project)
    const listed = await resolve()
    expect(listed.code).toBe(3)
    expect(listed.answer.troubles.map(({ kind }) => kind)).toContain('diverged')
    const status = await runHeadgate(['status', '--json', '--url', url], { cwd: project })
    expect(status.code).toBe(3)
    expect(JSON.parse(status.stdout)).toMatchObject({ diverged: true })
    expect(await resolve('2_colour', '--recover-file', '--yes')).toMatchObject({ answer: { ok: true } })
    expect((await prismaSays(project, url)).unknownApplied).toEqual([])
  })

  it('lets a migration that came late have a later name', async () => {
    const { project, url, resolve } = await place({
      '20260101000000_init': init,
      '20260103000000_colour': colour,
    })
    await writeMigration(project, '20260102000000_late', 'CREATE TABLE "late" ("id" INTEGER PRIMARY KEY);\n')
    const listed = await resolve()
    // As status sees it: it builds the same schema at either place, so that nothing has to be decided.
    expect(listed).toMatchObject({ code: 2, answer: { ok: true, troubles: [{ harmless: true }] } })
    expect(summary(listed.answer).join()).toContain('rename_migration')
    const done = await resolve('20260102000000_late', '--rename', '--yes')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, troubles: [] } })
    const { unapplied, ...rest } = await prismaSays(project, url)
    expect(rest).toEqual({ failed: [], edited: [], unknownApplied: [] })
    expect(unapplied).toHaveLength(1)
    expect(unapplied[0]).toMatch(/_late$/)
    expect((unapplied[0] ?? '') > '20260103000000_colour').toBe(true)
    expect(await readdir(join(project, 'prisma', 'migrations'))).not.toContain('20260102000000_late')
  })
})

/** A project, and a database on which another tool applied all of it. */
async function place(history: Record<string, string>) {
  const project = await makeProject(history)
  const url = await preparedDatabase(Object.entries(history).map(([name, text]) => ({ name, text })))
  return { project, url, resolve: resolver(project, url) }
}

function fileOf(project: string, name: string): Promise<string> {
  return readFile(join(project, 'prisma', 'migrations', name, 'migration.sql'), 'utf8')
}

/** Commits what is there. */
async function git(project: string): Promise<void> {
  const run = promisify(execFile)
  const who = ['-c', 'user.name=Eve', '-c', 'user.email=eve@example.com']
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    [...who, 'commit', '-q', '-m', 'All of it'],
  ])
    await run('git', args, { cwd: project })
}

import { describe, expect, it } from 'vitest'
import { catalogFrom, catalogOf, ledgerOf, preparedDatabase, prismaSays, type Row } from './testing/prepared'
import { makeProject } from './testing/project'
import { resolver, summary } from './testing/resolving'
import { runHeadgate } from './testing/run-headgate'
import { sql } from './testing/sql'

const init = 'CREATE TABLE "tags" ("id" SERIAL PRIMARY KEY, "name" TEXT NOT NULL);\n'
const column = 'ALTER TABLE "tags" ADD COLUMN "colour" TEXT'
const unique = 'CREATE UNIQUE INDEX "tags_name_key" ON "tags"("name")'
const bad = `${column};\n${unique};\n`

async function failed(ran: string, more = '') {
  const project = await makeProject({ '1_init': init, '2_bad': bad })
  const rows: Row[] = [
    { name: '1_init', text: init },
    { name: '2_bad', text: bad, done: false, ran, logs: 'ERROR: could not create unique index' },
  ]
  const url = await preparedDatabase(rows, more)
  return { project, url, resolve: resolver(project, url) }
}

describe('a failed migration', () => {
  it('that ran in part is undone while rows stand in its way', async () => {
    const { project, url, resolve } = await failed(column, `INSERT INTO tags (name) VALUES ('a'), ('a')`)
    expect((await prismaSays(project, url)).failed).toEqual(['2_bad'])
    const listed = await resolve()
    expect(listed.code).toBe(3)
    expect(summary(listed.answer)).toEqual(['failed 2_bad: undo*'])
    expect(listed.answer.troubles[0]?.reached?.done).toBe(1)
    expect(await resolve('2_bad', '--finish', '--yes')).toMatchObject({
      code: 1,
      answer: { failure: { code: 'resolution_impossible' } },
    })
    expect(await resolve('--undo')).toMatchObject({ code: 64, answer: { failure: { code: 'usage_wrong' } } })
    expect(await resolve('--undo', '--dry-run')).toMatchObject({ code: 0, answer: { run: null } })
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_bad open'])

    const done = await resolve('--undo', '--yes')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, troubles: [], run: { state: 'succeeded' } } })
    expect(done.answer.outcome.undo).toBeTruthy()
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_bad back'])
    expect(await catalogOf(url)).toEqual(await catalogFrom(init))
    expect(await prismaSays(project, url)).toMatchObject({ failed: [], unapplied: ['2_bad'] })
  })

  it('that ran in part is finished once nothing stands in its way', async () => {
    const { project, url, resolve } = await failed(column)
    const done = await resolve('2_bad', '--finish', '--yes')
    expect(done).toMatchObject({ code: 0, answer: { ok: true, troubles: [] } })
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_bad done'])
    expect(await catalogOf(url)).toEqual(await catalogFrom(init, bad))
    expect(await prismaSays(project, url)).toEqual({
      failed: [],
      edited: [],
      unapplied: [],
      unknownApplied: [],
    })
    expect((await runHeadgate(['status', '--url', url], { cwd: project })).code).toBe(0)
  })

  it('that ran whole is recorded as applied, by the number it is shown with', async () => {
    const { url, resolve } = await failed(bad)
    const { answer } = await resolve()
    const number = answer.troubles[0]?.ways.findIndex(({ kind }) => kind === 'mark_applied') ?? -1
    expect(answer.troubles[0]?.ways[number]).toMatchObject({ recommended: true })
    expect(await resolve('2_bad', '--way', String(number + 1), '--yes')).toMatchObject({ code: 0 })
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_bad done'])
    expect(await catalogOf(url)).toEqual(await catalogFrom(init, bad))
  })

  it('that ran not at all is recorded as rolled back, and the next deploy applies it', async () => {
    const { project, url, resolve } = await failed('')
    expect(await resolve('--recommended', '--yes')).toMatchObject({
      code: 0,
      answer: { chosen: { kind: 'mark_rolled_back' } },
    })
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_bad back'])
    expect((await runHeadgate(['deploy', '--yes', '--url', url], { cwd: project })).code).toBe(0)
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_bad back', '2_bad done'])
  })

  it('is undone beside drift, which it leaves alone', async () => {
    const { project, url, resolve } = await failed(column)
    await sql(url, 'CREATE TABLE "mine" ("id" INTEGER)')
    // Drift beside it is no obstacle, and is what is left afterwards.
    const done = await resolve('2_bad', '--undo', '--yes')
    expect(done.answer.run?.state).toBe('succeeded')
    expect(await ledgerOf(url)).toEqual(['1_init done', '2_bad back'])
    expect((await prismaSays(project, url)).failed).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { file, pastOf, TestEnvironment, wayOf, waysTold } from './testing/environment'

const init = file('20260101000000_init', 'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "note" TEXT);')
const late = file('20260102000000_late', 'ALTER TABLE "orders" ADD COLUMN "late" INTEGER;')
const newest = file('20260103000000_newest', 'ALTER TABLE "orders" ADD COLUMN "newest" INTEGER;')

async function environmentWith(files = [init, late, newest], applied = [init, newest]) {
  const environment = await TestEnvironment.create(files)
  for (const each of applied) await environment.apply(each)
  return environment
}

describe('a migration out of order', () => {
  it('that builds the same at either place may simply be deployed', async () => {
    const environment = await environmentWith()
    environment.past = pastOf([], { [late.name]: 'feature/late' })
    const trouble = await environment.trouble('out_of_order')
    expect(trouble.what).toContain('gives the same schema as a fresh database')
    expect(trouble.harmless).toBe(true)
    expect(trouble.details.join()).toContain('feature/late')
    expect(waysTold(trouble)).toEqual(['rename_migration'])
    await environment.carryOut(wayOf(trouble, 'rename_migration'))
    expect(environment.files.map(({ name }) => name)).toEqual([init.name, newest.name, '20260103000001_late'])
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('that builds another schema gets a later name, before what waits already', async () => {
    const renaming = file(late.name, 'ALTER TABLE "orders" ALTER COLUMN "note" SET DEFAULT \'late\';')
    const setting = file(newest.name, 'ALTER TABLE "orders" ALTER COLUMN "note" SET DEFAULT \'newest\';')
    const waiting = file('20260104000000_waiting', 'ALTER TABLE "orders" ADD COLUMN "w" INTEGER;')
    const environment = await environmentWith([init, renaming, setting, waiting], [init, setting])
    const trouble = await environment.trouble('out_of_order')
    expect(trouble.what).toContain('another schema than a fresh database')
    expect(trouble.harmless).toBeUndefined()
    expect(waysTold(trouble)).toEqual(['rename_migration*'])
    await environment.carryOut(wayOf(trouble, 'rename_migration'))
    expect(environment.files.map(({ name }) => name)).toEqual([
      init.name,
      newest.name,
      '20260103000001_late',
      waiting.name,
    ])
  })

  it('that fails at its place gets a later name, and one that fails last has to be changed', async () => {
    const needs = file(late.name, 'ALTER TABLE "orders" DROP COLUMN "newest";')
    const early = await (await environmentWith([init, needs, newest])).trouble('out_of_order')
    expect(early.what).toContain('a fresh database fails on it')
    expect(waysTold(early)).toEqual(['rename_migration*'])

    const dropping = file(newest.name, 'ALTER TABLE "orders" DROP COLUMN "note";')
    const uses = file(late.name, 'CREATE INDEX "notes" ON "orders"("note");')
    const environment = await environmentWith([init, uses, dropping], [init, dropping])
    const last = await environment.trouble('out_of_order')
    expect(last.what).toContain('deployed now, it fails')
    expect(waysTold(last)).toEqual(['(rename_migration)'])
    expect(last.details.join()).toContain('has to be changed')
  })

  it('of several that need each other keep their order', async () => {
    const second = file('20260102000001_second', 'CREATE INDEX "late_idx" ON "orders"("late");')
    const environment = await environmentWith([init, late, second, newest])
    const trouble = await environment.trouble('out_of_order', second.name)
    await environment.carryOut(wayOf(trouble, 'rename_migration'))
    expect(environment.files.map(({ name }) => name).slice(2)).toEqual([
      '20260103000001_late',
      '20260103000002_second',
    ])
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('is told without a shadow too, as unproved', async () => {
    const environment = await environmentWith()
    environment.shadowUrl = 'postgresql://nobody@127.0.0.1:1/nothing'
    const trouble = await environment.trouble('out_of_order')
    expect(trouble.what).toContain('not known')
    expect(wayOf(trouble, 'rename_migration').warnings[0]).toContain('Nothing was proved')
  })
})

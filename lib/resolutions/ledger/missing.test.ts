import { describe, expect, it } from 'vitest'
import { file, pastOf, sha256, TestEnvironment, wayOf, waysTold } from './testing/environment'

const init = file('20260101000000_init', 'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "note" TEXT);')
const theirs = file(
  '20260102000000_theirs',
  `ALTER TABLE "orders" ADD COLUMN "total" INTEGER;\nCREATE INDEX "orders_total_idx" ON "orders"("total");`,
)
const mine = file('20260103000000_mine', 'ALTER TABLE "orders" ADD COLUMN "mine" INTEGER;')

async function environmentWith(files = [init], applied = [init, theirs]) {
  const environment = await TestEnvironment.create(files)
  for (const each of applied) await environment.apply(each)
  return environment
}

describe('a migration without a file', () => {
  it('comes back with the text that is known, to the very checksum', async () => {
    const environment = await environmentWith()
    environment.past = pastOf([theirs], { [theirs.name]: 'feature/totals' })
    const trouble = await environment.trouble('missing')
    expect(trouble.details.join('\n')).toContain('from branch feature/totals')
    expect(waysTold(trouble)).toEqual(['restore_file*', 'forget'])
    expect(wayOf(trouble, 'restore_file').proof.join()).toContain('builds exactly the live schema')
    expect(wayOf(trouble, 'forget').warnings.join()).toContain('column orders.total')
    await environment.carryOut(wayOf(trouble, 'restore_file'))
    expect(environment.files[1]).toEqual(theirs)
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('whose text is lost is written anew from the live schema', async () => {
    const environment = await environmentWith([init, mine], [init, theirs, mine])
    const trouble = await environment.trouble('missing')
    expect(waysTold(trouble)).toEqual(['recover_file*', 'forget', '(restore_file)'])
    await environment.carryOut(wayOf(trouble, 'recover_file'))
    const recovered = environment.files[1]
    expect(recovered?.name).toBe(theirs.name)
    expect(recovered?.sql).toContain('ADD COLUMN     "total" INTEGER')
    expect((await environment.rows())[1]).toMatchObject({ checksum: recovered?.checksum, state: 'applied' })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('whose text is lost is not written from what a failed one left', async () => {
    const environment = await environmentWith([init, mine], [init, theirs])
    await environment.stopAfter(mine, 1)
    const { troubles } = await environment.diagnosis()
    const lost = troubles.find(({ kind }) => kind === 'missing')
    const recover = lost?.ways.find(({ kind }) => kind === 'recover_file')
    expect(recover).toMatchObject({ resolution: null, recommended: false })
    expect(recover?.impossibleBecause).toEqual([
      `${mine.name} failed, and what it left would be taken for a part of this: resolve that first.`,
    ])
    const failed = troubles.find(({ kind }) => kind === 'failed')
    expect(failed?.ways.some(({ resolution }) => resolution !== null)).toBe(true)
  })

  it('whose text is lost, and on which a later one builds, is found by what that one needs', async () => {
    const builds = file(
      '20260105000000_builds',
      `CREATE INDEX "lines_total" ON "lines"("total");\nALTER TABLE "lines" ADD COLUMN "later" INTEGER;\nALTER TABLE "orders" ADD COLUMN "kind" "Kind";`,
    )
    const lost = file(
      '20260104000000_lost',
      `CREATE TYPE "Kind" AS ENUM ('A', 'B');\nCREATE TABLE "lines" ("id" SERIAL PRIMARY KEY, "total" INTEGER NOT NULL);\nALTER TABLE "orders" ADD COLUMN "x" INTEGER;`,
    )
    const environment = await environmentWith([init, builds], [init, lost, builds])
    const trouble = await environment.trouble('missing')
    expect(waysTold(trouble)).toEqual(['recover_file*', 'forget', '(restore_file)'])
    await environment.carryOut(wayOf(trouble, 'recover_file'))
    expect(environment.files[1]?.sql).toContain('CREATE TABLE')
    expect(environment.files[1]?.sql).not.toContain('later')
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('is forgotten where the schema holds nothing of it', async () => {
    const environment = await environmentWith()
    await environment.session.script('ALTER TABLE orders DROP COLUMN total')
    const lost = await environment.trouble('missing')
    expect(waysTold(lost)).toEqual(['forget*', '(restore_file)', '(recover_file)'])
    environment.past = pastOf([theirs])
    const known = await environment.trouble('missing')
    expect(waysTold(known)).toEqual(['forget*', 'restore_file'])
    await environment.carryOut(wayOf(known, 'forget'))
    expect((await environment.rows())[1]).toMatchObject({ state: 'rolled back' })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('that changes rows alone is taken as the ledger has it, and not as forgotten by the schema', async () => {
    const rows = file('20260102000000_rows', `UPDATE "orders" SET "note" = "note" || '!';`)
    const environment = await environmentWith([init], [init, rows])
    environment.past = pastOf([rows])
    const trouble = await environment.trouble('missing')
    expect(waysTold(trouble)).toEqual(['restore_file*', 'forget'])
    expect(wayOf(trouble, 'restore_file').warnings).toEqual([])
    expect(wayOf(trouble, 'forget')).toMatchObject({ proof: [] })
    expect(wayOf(trouble, 'forget').warnings.join()).toContain('What it did to rows stays.')
    await environment.carryOut(wayOf(trouble, 'restore_file'))
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('of several: known texts come back, and the lost ones share one recovered file', async () => {
    const second = file('20260104000000_second', 'CREATE TABLE "second" ("id" INTEGER PRIMARY KEY);')
    const environment = await environmentWith([init], [init, theirs, mine, second])
    environment.past = pastOf([mine])
    const { troubles } = await environment.diagnosis()
    expect(troubles.map(({ migration }) => migration)).toEqual([theirs.name, mine.name, second.name])
    const first = troubles[0]
    if (!first) throw new Error('nothing is missing')
    await environment.carryOut(wayOf(first, 'recover_file'))
    expect(environment.files.map(({ name }) => name)).toEqual([
      init.name,
      theirs.name,
      mine.name,
      second.name,
    ])
    expect(environment.files[1]?.sql).toContain(`is in ${second.name}`)
    expect(environment.files[2]).toEqual(mine)
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('and its renamed folder find together again, by either name', async () => {
    const renamed = { ...theirs, name: '20260102000009_totals' }
    const environment = await environmentWith([init, renamed])
    const trouble = await environment.trouble('missing')
    expect(trouble.what).toContain('its folder was renamed')
    expect((await environment.diagnosis()).troubles).toHaveLength(1)
    expect(waysTold(trouble)).toEqual(['restore_file*', 'mark_applied'])
    const ledger = wayOf(trouble, 'mark_applied')
    await environment.carryOut(wayOf(trouble, 'restore_file'))
    expect(environment.files[1]).toEqual(theirs)
    expect((await environment.diagnosis()).troubles).toEqual([])
    environment.files = [init, renamed]
    await environment.carryOut(ledger)
    expect((await environment.rows()).map(({ name, state }) => [name, state])).toEqual([
      [init.name, 'applied'],
      [theirs.name, 'rolled back'],
      [renamed.name, 'applied'],
    ])
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('whose name is none for a folder can be forgotten alone', async () => {
    const odd = file('../20260102 odd/name', theirs.sql)
    const environment = await environmentWith([init], [init, odd])
    environment.past = pastOf([odd])
    const trouble = await environment.trouble('missing', odd.name)
    expect(waysTold(trouble)).toEqual(['forget', '(restore_file)'])
    expect(trouble.ways[1]?.impossibleBecause[0]).toContain('no folder’s name')
  })
})

describe('two lines of history', () => {
  it('meet safely: both orders build the same schema', async () => {
    const environment = await environmentWith([init, mine])
    environment.past = pastOf([theirs], { [theirs.name]: 'feature/totals', [mine.name]: 'feature/mine' })
    const trouble = await environment.trouble('diverged')
    expect(trouble.details).toContain(
      'Applied here, not in the files: 20260102000000_theirs, from branch feature/totals with commit 1a2b3c4 “Work” (Ada, 2026-01-01).',
    )
    expect(trouble.details.join()).toContain('Both build the same schema')
    expect(waysTold(trouble)).toEqual(['restore_file*'])
    await environment.carryOut(wayOf(trouble, 'restore_file'))
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('get another order where the order matters', async () => {
    const first = file('20260101500000_first', 'ALTER TABLE "orders" RENAME COLUMN "total" TO "sum";')
    const environment = await environmentWith([init, first])
    environment.past = pastOf([theirs])
    const trouble = await environment.trouble('diverged')
    expect(trouble.details.join()).toContain('it fails')
    expect(trouble.details.join()).toContain('So the order matters')
    await environment.carryOut(wayOf(trouble, 'restore_file'))
    expect(environment.files.map(({ name }) => name)).toEqual([
      init.name,
      theirs.name,
      '20260102000001_first',
    ])
    const { troubles, statuses } = await environment.diagnosis()
    expect(troubles).toEqual([])
    expect(statuses.at(-1)?.state).toBe('pending')
  })

  it('are one where old migrations were squashed', async () => {
    const squashed = file(
      '20260109000000_squashed',
      `CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "note" TEXT, "total" INTEGER);\nCREATE INDEX "orders_total_idx" ON "orders"("total");`,
    )
    const environment = await environmentWith([squashed])
    const trouble = await environment.trouble('diverged')
    expect(waysTold(trouble)[0]).toBe('mark_applied*')
    await environment.carryOut(wayOf(trouble, 'mark_applied'))
    expect((await environment.rows()).map(({ state }) => state)).toEqual([
      'rolled back',
      'rolled back',
      'applied',
    ])
    expect((await environment.rows())[2]).toMatchObject({ checksum: sha256(squashed.sql) })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })
})

describe('without a shadow, a migration without a file', () => {
  it('can still come back by its checksum, or be forgotten as unproved', async () => {
    const environment = await environmentWith()
    environment.past = pastOf([theirs])
    environment.shadowUrl = 'postgresql://nobody@127.0.0.1:1/nothing'
    const trouble = await environment.trouble('missing')
    expect(waysTold(trouble)).toEqual(['restore_file*', 'forget'])
    expect(wayOf(trouble, 'forget').warnings[0]).toContain('Nothing was proved')
  })
})

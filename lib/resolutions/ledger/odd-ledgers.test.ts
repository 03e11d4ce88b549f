import { describe, expect, it } from 'vitest'
import { file, TestEnvironment, wayOf, waysTold } from './testing/environment'

const init = file('20260101000000_init', 'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "note" TEXT);')
const total = file('20260102000000_total', 'ALTER TABLE "orders" ADD COLUMN "total" INTEGER;')
const two = file(
  '20260103000000_two',
  'ALTER TABLE "orders" ADD COLUMN "a" INTEGER;\nALTER TABLE "orders" ADD COLUMN "b" INTEGER;',
)

async function environmentWith(files = [init, total, two], applied = [init, total]) {
  const environment = await TestEnvironment.create(files)
  for (const each of applied) await environment.apply(each)
  return environment
}

const again = (name: string, set: string) => `INSERT INTO _prisma_migrations
  SELECT gen_random_uuid()::text, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count
  FROM _prisma_migrations WHERE migration_name = '${name}' LIMIT 1;
  UPDATE _prisma_migrations SET ${set} WHERE ctid = (SELECT max(ctid) FROM _prisma_migrations)`

describe('a ledger', () => {
  it('that holds a migration twice as applied is no trouble, and a failed one beside it is explained', async () => {
    const environment = await environmentWith()
    await environment.session.script(again(total.name, 'applied_steps_count = 0'))
    expect((await environment.diagnosis()).troubles).toEqual([])
    await environment.stopAfter(two, 1)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(1)
    await environment.carryOut(wayOf(trouble, 'undo'))
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('with a migration rolled back and applied again is no trouble', async () => {
    const environment = await environmentWith()
    await environment.session.script(again(total.name, 'finished_at = NULL, rolled_back_at = now()'))
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('whose rows all began at the same moment, with logs and without steps, is read by name', async () => {
    const environment = await environmentWith()
    await environment.session.script(
      `UPDATE _prisma_migrations SET started_at = '2026-01-01', applied_steps_count = 0, logs = 'done by hand'`,
    )
    expect((await environment.diagnosis()).troubles).toEqual([])
    await environment.stopAfter(two, 2)
    expect(waysTold(await environment.trouble('failed'))[0]).toBe('mark_applied*')
  })

  it('without checksums, steps and sensible times is explained, and takes the files’ checksums', async () => {
    const environment = await environmentWith([init, total])
    await environment.session.script(
      `ALTER TABLE _prisma_migrations ALTER checksum DROP NOT NULL, ALTER started_at DROP NOT NULL,
         ALTER applied_steps_count DROP NOT NULL;
       UPDATE _prisma_migrations SET applied_steps_count = NULL, finished_at = 'infinity';
       UPDATE _prisma_migrations SET checksum = NULL WHERE migration_name = '${total.name}';
       UPDATE _prisma_migrations SET started_at = NULL WHERE migration_name = '${init.name}'`,
    )
    const trouble = await environment.trouble('edited')
    expect(trouble.migration).toBe(total.name)
    expect(trouble.details.join()).toContain('which is none that Prisma writes')
    await environment.carryOut(wayOf(trouble, 'accept_edit'))
    expect((await environment.diagnosis()).troubles).toEqual([])
    const rows = await environment.session.query(
      `SELECT checksum FROM _prisma_migrations WHERE migration_name = $1`,
      [total.name],
    )
    expect(rows.rows).toEqual([{ checksum: total.checksum }])
  })

  it('in another schema than public is found and resolved there', async () => {
    const environment = await TestEnvironment.create([init, two], { schema: 'app' })
    await environment.apply(init)
    await environment.stopAfter(two, 1)
    const trouble = await environment.trouble('failed')
    expect(trouble.reached?.done).toBe(1)
    await environment.carryOut(wayOf(trouble, 'finish'))
    expect((await environment.rows())[1]).toMatchObject({ state: 'applied' })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('with the same migration begun twice is resolved row by row', async () => {
    const environment = await environmentWith()
    await environment.stopAfter(two, 1)
    await environment.stopAfter(two, 0)
    await environment.session.script(
      `UPDATE _prisma_migrations SET started_at = clock_timestamp() WHERE ctid = (SELECT max(ctid) FROM _prisma_migrations)`,
    )
    const { troubles } = await environment.diagnosis()
    expect(troubles.map(({ what }) => what.slice(0, 60))).toHaveLength(2)
    const [left] = troubles
    if (!left) throw new Error('no trouble')
    expect(left.what).toContain('more than once')
    await environment.carryOut(wayOf(left, 'mark_rolled_back'))
    const rest = await environment.trouble('failed')
    expect(rest.reached?.done).toBe(1)
    await environment.carryOut(wayOf(rest, 'finish'))
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('with two migrations that failed tells each one’s part', async () => {
    const other = file(
      '20260104000000_other',
      'CREATE TABLE "x" ("id" INTEGER PRIMARY KEY);\nCREATE TABLE "y" ("id" INTEGER PRIMARY KEY);',
    )
    const environment = await environmentWith([init, total, two, other])
    await environment.stopAfter(two, 1)
    await environment.stopAfter(other, 1)
    const { troubles } = await environment.diagnosis()
    expect(troubles.map(({ migration, reached }) => [migration, reached?.done])).toEqual([
      [two.name, 1],
      [other.name, 1],
    ])
    const second = troubles[1]
    if (!second) throw new Error('no second trouble')
    await environment.carryOut(wayOf(second, 'undo'))
    await environment.carryOut(wayOf(await environment.trouble('failed'), 'finish'))
    expect((await environment.rows()).map(({ state }) => state)).toEqual([
      'applied',
      'applied',
      'applied',
      'rolled back',
    ])
  })

  it('over a history that does not replay leaves its own ways, and the rest is told', async () => {
    const broken = file(total.name, 'ALTER TABLE "nowhere" ADD COLUMN "total" INTEGER;')
    const environment = await environmentWith([init, broken, two], [init])
    await environment.session.script(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('b', '${broken.checksum}', '${broken.name}', now())`,
    )
    await environment.stopAfter(two, 1)
    const trouble = await environment.trouble('failed')
    expect(waysTold(trouble)).toEqual(['mark_rolled_back', 'mark_applied', '(finish)', '(undo)'])
    expect(trouble.details.join()).toContain('20260102000000_total')
    await environment.carryOut(wayOf(trouble, 'mark_applied'))
  })

  it('never has a script tried that would reach beyond its database', async () => {
    const evil = file(
      '20260109000000_evil',
      'ALTER TABLE "orders" ADD COLUMN "e" INT;\nALTER SYSTEM SET work_mem = 1;',
    )
    const environment = await environmentWith([init, total, evil])
    await environment.stopAfter(evil, 1)
    const trouble = await environment.trouble('failed')
    expect(trouble.details.join()).toContain('reaches beyond its database')
    expect(waysTold(trouble)).toEqual(['mark_rolled_back', 'mark_applied', '(finish)', '(undo)'])
  })

  it('that is empty, or not there, has none of these troubles', async () => {
    const ofLedger = async (environment: TestEnvironment) =>
      (await environment.diagnosis()).troubles.filter(({ kind }) => kind !== 'unmanaged' && kind !== 'drift')
    expect(await ofLedger(await TestEnvironment.create([init]))).toEqual([])
    expect(await ofLedger(await TestEnvironment.create([init], { ledger: false }))).toEqual([])
  })
})

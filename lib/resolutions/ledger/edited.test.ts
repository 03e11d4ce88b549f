import { describe, expect, it } from 'vitest'
import type { MigrationFile } from '../../domain/migration'
import { file, pastOf, TestEnvironment, wayOf, waysTold } from './testing/environment'

const init = file('20260101000000_init', 'CREATE TABLE "orders" ("id" SERIAL PRIMARY KEY, "note" TEXT);')
const old = file('20260102000000_total', 'ALTER TABLE "orders" ADD COLUMN "total" INTEGER;')
const later = file('20260103000000_later', 'ALTER TABLE "orders" ADD COLUMN "later" INTEGER;')

async function applied(now: MigrationFile, options: { known?: boolean; files?: MigrationFile[] } = {}) {
  const environment = await TestEnvironment.create(options.files ?? [init, now, later])
  for (const each of [init, old, later]) await environment.apply(each)
  if (options.known !== false) environment.past = pastOf([old])
  return environment
}

describe('an edited migration', () => {
  it('of which only a comment changed is accepted', async () => {
    const now = file(old.name, `-- why it is there\n${old.sql.replace('ADD', '\n  ADD')}`)
    const environment = await applied(now)
    const trouble = await environment.trouble('edited')
    expect(trouble.what).toContain('only its comments, blanks or line ends')
    expect(trouble.texts).toEqual({ before: old.sql, beforeFrom: 'commit 1a2b3c4', after: now.sql })
    expect(waysTold(trouble)).toEqual(['accept_edit*', 'restore_file', '(split_edit)'])
    await environment.carryOut(wayOf(trouble, 'accept_edit'))
    expect((await environment.rows())[1]).toMatchObject({ checksum: now.checksum, state: 'applied' })
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('that builds the same schema in other words is accepted', async () => {
    const now = file(old.name, 'ALTER TABLE "orders" ADD COLUMN "total" INT4 NULL;')
    const environment = await applied(now)
    const trouble = await environment.trouble('edited')
    expect(trouble.what).toContain('both texts build the same schema')
    expect(waysTold(trouble)[0]).toBe('accept_edit*')
    expect(wayOf(trouble, 'accept_edit').warnings).toEqual([])
  })

  it('with more in it than was applied is split, and the rest is deployable', async () => {
    const now = file(
      old.name,
      `${old.sql}
CREATE INDEX "orders_total_idx" ON "orders"("total");
CREATE TABLE "more" ("id" INTEGER PRIMARY KEY);`,
    )
    const environment = await applied(now)
    const trouble = await environment.trouble('edited')
    expect(trouble.what).toContain('a fresh database would get another schema')
    expect(waysTold(trouble)).toEqual(['split_edit*', 'restore_file', 'accept_edit'])
    expect(wayOf(trouble, 'accept_edit').warnings.join()).toContain('table more')
    await environment.carryOut(wayOf(trouble, 'split_edit'))
    expect(environment.files.map(({ name }) => name)).toEqual([
      init.name,
      old.name,
      later.name,
      '20260103000001_total_edit',
    ])
    expect(environment.files[1]?.sql).toBe(old.sql)
    expect(environment.files[3]?.sql).toContain('CREATE INDEX "orders_total_idx"')
    const { troubles, statuses } = await environment.diagnosis()
    expect(troubles).toEqual([])
    expect(statuses.at(-1)?.state).toBe('pending')
  })

  it('goes back to its old text', async () => {
    const now = file(old.name, 'ALTER TABLE "orders" ADD COLUMN "total" BIGINT;')
    const environment = await applied(now)
    const trouble = await environment.trouble('edited')
    await environment.carryOut(wayOf(trouble, 'restore_file'))
    expect(environment.files[1]?.sql).toBe(old.sql)
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('whose edit was carried out by hand is accepted', async () => {
    const now = file(old.name, 'ALTER TABLE "orders" ADD COLUMN "total" BIGINT;')
    const environment = await applied(now)
    await environment.session.script('ALTER TABLE orders ALTER COLUMN total TYPE bigint')
    const trouble = await environment.trouble('edited')
    expect(trouble.what).toContain('already is as the new text builds it')
    expect(waysTold(trouble)).toEqual(['accept_edit*', 'restore_file', '(split_edit)'])
  })

  it('whose old text nobody knows is held against the live schema', async () => {
    const same = await applied(file(old.name, `${old.sql} -- x`), { known: false })
    const unknown = await same.trouble('edited')
    expect(unknown.texts?.before).toBe(null)
    expect(waysTold(unknown)).toEqual(['accept_edit*', '(split_edit)', '(restore_file)'])
    const other = await applied(file(old.name, 'ALTER TABLE "orders" ADD COLUMN "total" BIGINT;'), {
      known: false,
    })
    const differs = await other.trouble('edited')
    expect(waysTold(differs)).toEqual(['accept_edit', '(split_edit)', '(restore_file)'])
    expect(wayOf(differs, 'accept_edit').warnings.join()).toContain('bigint → integer')
  })

  it('is none where the ledger has its checksum in capitals, or something written by hand', async () => {
    const environment = await applied(old)
    await environment.session.script(
      `UPDATE _prisma_migrations SET checksum = upper(checksum) WHERE migration_name = '${old.name}'`,
    )
    const capitals = await environment.trouble('edited')
    expect(capitals.details.join()).toContain('the file was not changed')
    await environment.carryOut(wayOf(capitals, 'accept_edit'))
    expect((await environment.rows())[1]).toMatchObject({ checksum: old.checksum })

    await environment.session.script(
      `UPDATE _prisma_migrations SET checksum = 'manual' WHERE migration_name = '${old.name}'`,
    )
    const manual = await environment.trouble('edited')
    expect(manual.details.join()).toContain('“manual”, which is none that Prisma writes')
    expect(waysTold(manual)[0]).toBe('accept_edit*')
    await environment.carryOut(wayOf(manual, 'accept_edit'))
    expect((await environment.diagnosis()).troubles).toEqual([])
  })

  it('whose old text nobody knows tells what it brought, and leaves no drift of it to adopt', async () => {
    const now = file(
      old.name,
      `${old.sql}
CREATE TABLE "more" ("id" SERIAL PRIMARY KEY, "order_id" INTEGER UNIQUE REFERENCES "orders");
ALTER TABLE "orders" ADD COLUMN "weight" INTEGER CHECK ("weight" > 0);`,
    )
    const environment = await applied(now, { known: false })
    const [trouble, ...others] = (await environment.diagnosis()).troubles
    expect(others).toEqual([])
    if (!trouble) throw new Error('no trouble')
    expect(trouble.details.join()).toContain('− table more')
    expect(trouble.details.join()).toContain('cannot be told apart')
    expect(waysTold(trouble)[0]).toBe('accept_edit')

    await environment.session.script('CREATE INDEX "by_hand" ON "orders" ("note")')
    const drift = await environment.trouble('drift')
    expect(drift.what).toContain('1 object')
    expect(drift.details.join()).toContain(`Decide about ${old.name} first`)
    expect(waysTold(drift)).toEqual(['adopt_drift', 'revert_drift'])

    await environment.carryOut(wayOf(await environment.trouble('edited'), 'accept_edit'))
    const left = await environment.trouble('drift')
    expect(left.details.join()).toContain('− table more')
    expect(waysTold(left)[0]).toBe('adopt_drift*')
  })

  it('that no longer applies to an empty database can go back, and is accepted only with a warning', async () => {
    const environment = await applied(file(old.name, 'ALTER TABLE "nowhere" ADD COLUMN "total" BIGINT;'))
    const trouble = await environment.trouble('edited')
    expect(trouble.details.join()).toContain('no fresh database can be built')
    expect(waysTold(trouble)).toEqual(['restore_file*', 'accept_edit', '(split_edit)'])
    expect(wayOf(trouble, 'accept_edit').warnings[0]).toContain('Nothing was proved')
  })

  it('can be accepted and put back where no shadow can be had', async () => {
    const environment = await applied(file(old.name, 'ALTER TABLE "orders" ADD COLUMN "total" BIGINT;'))
    environment.shadowUrl = 'postgresql://nobody@127.0.0.1:1/nothing'
    const trouble = await environment.trouble('edited')
    expect(waysTold(trouble)).toEqual(['restore_file*', 'accept_edit', '(split_edit)'])
    expect(wayOf(trouble, 'accept_edit').warnings[0]).toContain('Nothing was proved')
  })
})

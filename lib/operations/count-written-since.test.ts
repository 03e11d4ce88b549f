import { beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../databases/postgres/postgres'
import type { SnapshotManifest } from '../domain/snapshot'
import { takeWriteMark } from '../snapshots/write-mark'
import { json } from '../store/json'
import { countWrittenSince } from './count-written-since'
import { type TestShop, testShop } from './test-shop'

describe('what was written since a snapshot', () => {
  let shop: TestShop
  let snapshotId: string
  beforeAll(async () => {
    shop = await testShop('development')
    snapshotId = await remember(shop)
    await shop.sql('UPDATE "Order" SET total = 0 WHERE id <= 7')
    await shop.sql('DELETE FROM "Order" WHERE id > 97')
  })

  it('is counted by table, without the ledger', async () => {
    const counted = await count(60_000)
    expect(counted).toMatchObject({ ok: true, value: { written: 7, deleted: 3, still: 0 } })
    expect(counted.ok && counted.value.tables).toEqual([{ table: 'Order', written: 7, deleted: 3, why: '' }])
  })

  it('is unknown where there is no time, never nothing', async () => {
    const counted = await count(0)
    expect(counted).toMatchObject({
      value: {
        written: 0,
        tables: [{ table: 'Order', written: null, why: expect.stringMatching(/no time/) }],
        still: 0,
      },
    })
  })

  it('is found within its own project alone', async () => {
    const elsewhere = { projectSlug: 'another', snapshotId, withinMs: 1_000 }
    expect(await countWrittenSince(shop.context, shop.people.viewer, elsewhere)).toMatchObject({
      failure: { code: 'not_found' },
    })
  })

  const count = (withinMs: number) =>
    countWrittenSince(shop.context, shop.people.viewer, { projectSlug: shop.project, snapshotId, withinMs })
})

/** A snapshot's record as a run leaves it: how the database stood at that moment. */
async function remember({ context, databaseUrl, environment }: TestShop): Promise<string> {
  const opened = await postgres.open(databaseUrl, { applicationName: 'headgate test' })
  if (!opened.ok) throw new Error(opened.failure.why)
  const session = opened.value
  const manifest: SnapshotManifest = {
    format: 1,
    tables: await postgres.digests(session),
    schemaFingerprint: '',
    serverVersion: 180_000,
    lsn: null,
    xmax: null,
    files: [],
    mark: await takeWriteMark(session),
  }
  await session.close()
  const { id: environmentId } = await context.db.environment.findFirstOrThrow({
    where: { slug: environment },
  })
  const row = { environmentId, method: 'clone', state: 'verified' as const, manifest: json(manifest) }
  return (await context.db.snapshot.create({ data: row })).id
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createContext } from '../composition/context'
import { fail } from '../domain/failure'
import { systemActor } from '../domain/system-actor'
import { verifyAuditChain } from '../store/audit'
import { connectEnvironment } from './connect-environment'
import { type MakeSafeInput, makeMigrationSafe, previewSafeWay } from './make-safe'
import { type TestShop, testShop } from './test-shop'

const pending = '20260103000000_rename'
const renaming = `/*
  Warnings:

  - You are about to drop the column \`total\` on the \`Order\` table. All the data in the column will be lost.

*/
-- AlterTable
ALTER TABLE "Order" DROP COLUMN "total",
ADD COLUMN     "totalCents" INTEGER NOT NULL;

-- CreateIndex
CREATE INDEX "Order_note_idx" ON "Order"("note");
`

async function renamingShop() {
  const shop = await testShop('development')
  shop.writeMigration(pending, renaming)
  return { shop, input: inputOf(shop) }
}

function inputOf(shop: TestShop): MakeSafeInput {
  return {
    projectSlug: shop.project,
    environmentSlug: shop.environment,
    migration: pending,
    checksum: createHash('sha256').update(renaming).digest('hex'),
    findings: 'all',
  }
}

const text = (shop: TestShop, name: string) =>
  readFileSync(join(shop.folder, 'prisma/migrations', name, 'migration.sql'), 'utf8')

const code = (result: { ok: true } | { ok: false; failure: { code: string } }) =>
  result.ok ? 'ok' : result.failure.code

describe('making a migration safe', () => {
  it('previews it, writes what was previewed, and is on record', async () => {
    const { shop, input } = await renamingShop()
    const { context, people } = shop
    const preview = await previewSafeWay(context, people.author, input)
    if (!preview.ok) throw new Error(preview.failure.why)
    expect(text(shop, pending)).toBe(renaming)
    expect(preview.value.migrations.map(({ name, was }) => [name, was !== null])).toEqual([
      [pending, true],
      ['20260103000001_create_order_note_idx', false],
    ])
    expect(preview.value.patch).toContain('+ALTER TABLE "Order" RENAME COLUMN total TO "totalCents";')
    expect(preview.value.kept).toEqual(['A value that was in Order.total is in Order.totalCents afterwards.'])
    const made = await makeMigrationSafe(context, people.author, {
      ...input,
      fingerprint: preview.value.fingerprint,
    })
    if (!made.ok) throw new Error(made.failure.why)
    expect(made.value.written).toBe(true)
    expect(text(shop, pending)).toBe(
      '-- AlterTable\nALTER TABLE "Order" RENAME COLUMN total TO "totalCents";\n',
    )
    expect(text(shop, '20260103000001_create_order_note_idx')).toMatch(
      /^-- .*\n-- When: with this release.*\nCREATE INDEX CONCURRENTLY "Order_note_idx"/,
    )
    const revision = await context.db.revision.findFirst({ orderBy: { lastSeenAt: 'desc' } })
    expect(JSON.stringify(revision?.migrations)).toContain('RENAME COLUMN')
    const event = await context.db.auditEvent.findFirst({ where: { action: 'migration.made-safe' } })
    expect(event).toMatchObject({ actorName: 'Ada Author', after: { migration: pending } })
    expect(await verifyAuditChain(context.db)).toMatchObject({ intact: true })
    // The same answer to a second click: the file is another by now.
    const again = { ...input, fingerprint: preview.value.fingerprint }
    expect(code(await makeMigrationSafe(context, people.author, again))).toBe('stale_state')
  })

  it('is not for viewers, nor for other projects, nor for what is not there', async () => {
    const { shop, input } = await renamingShop()
    const { context, people } = shop
    expect(code(await previewSafeWay(context, people.viewer, input))).toBe('not_permitted')
    expect(code(await previewSafeWay(context, people.author, { ...input, projectSlug: 'other' }))).toBe(
      'not_found',
    )
    const unknown = { ...input, migration: '../../etc/passwd' }
    expect(code(await previewSafeWay(context, people.author, unknown))).toBe('not_found')
    const noFinding = { ...input, findings: ['rename-as-drop-add:other:0:0'] }
    expect(code(await previewSafeWay(context, people.author, noFinding))).toBe('not_found')
    const otherFile = { ...input, checksum: '0'.repeat(64) }
    expect(code(await previewSafeWay(context, people.author, otherFile))).toBe('stale_state')
    const otherWay = { ...input, fingerprint: '0'.repeat(64) }
    expect(code(await makeMigrationSafe(context, people.viewer, otherWay))).toBe('not_permitted')
    expect(code(await makeMigrationSafe(context, people.author, otherWay))).toBe('stale_state')
    expect(text(shop, pending)).toBe(renaming)
  })

  it('leaves alone what is applied in any environment of the project', async () => {
    const { shop, input } = await renamingShop()
    const { context, people } = shop
    const other = await testShop('development')
    const connected = await connectEnvironment(context, systemActor, {
      projectSlug: shop.project,
      name: 'Elsewhere',
      kind: 'development',
      url: other.databaseUrl,
      shadowUrl: null,
    })
    if (!connected.ok) throw new Error(connected.failure.why)
    expect(code(await previewSafeWay(context, people.author, input))).toBe('ok')
    await other.sql(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ('x', '${input.checksum}', '${pending}', now(), now(), 1)`,
    )
    const refused = await previewSafeWay(context, people.author, input)
    expect(refused.ok ? '' : refused.failure).toMatchObject({
      code: 'migration_not_pending',
      why: `${pending} is applied in Elsewhere.`,
    })
  })

  it('gives a patch where the source can only be read', async () => {
    const { shop, input } = await renamingShop()
    const { context, people } = shop
    const { directory } = context.sources
    const readOnly = createContext({
      ...context,
      sources: {
        directory: {
          kind: 'directory',
          capture: (path, options) => directory.capture(path, options),
          write: async () => fail('source_read_only', 'It is mounted read-only.'),
        },
      },
    })
    const preview = await previewSafeWay(readOnly, people.author, input)
    if (!preview.ok) throw new Error(preview.failure.why)
    const { fingerprint } = preview.value
    const made = await makeMigrationSafe(readOnly, people.author, { ...input, fingerprint })
    expect(made.ok && made.value).toMatchObject({
      written: false,
      patch: expect.stringContaining(`+++ b/prisma/migrations/${pending}/migration.sql`),
    })
    expect(text(shop, pending)).toBe(renaming)
  })
})

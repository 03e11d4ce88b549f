import { beforeAll, describe, expect, it } from 'vitest'
import type { MigrationFile } from '../domain/migration'
import type { PlanningPorts } from '../engines/planning/make-plan'
import { TestEnvironment } from '../resolutions/ledger/testing/environment'
import { makeSafe, type SafeQuestion } from './make-safe'
import { file, revisionOf, testPorts } from './testing/ports'

const init = file(
  '20260101000000_init',
  `CREATE TABLE "User" ("id" BIGSERIAL NOT NULL, "name" TEXT NOT NULL, "deletedAt" TIMESTAMP(3), CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE INDEX "User_name_idx" ON "User"("name");`,
)
const rename = file(
  '20260102000000_rename',
  `-- DropIndex
DROP INDEX "User_name_idx";

-- AlterTable
ALTER TABLE "User" DROP COLUMN "name",
ADD COLUMN     "fullName" TEXT NOT NULL;

-- CreateIndex
CREATE INDEX "User_fullName_idx" ON "User"("fullName");
`,
)

let ports: PlanningPorts

beforeAll(async () => {
  ports = await testPorts()
})

function made(migrations: MigrationFile[], question: Partial<SafeQuestion> = {}) {
  return makeSafe(ports, {
    url: null,
    shadowUrl: null,
    revision: revisionOf(migrations),
    migration: rename.name,
    findings: 'all',
    ...question,
  })
}

async function value(...given: Parameters<typeof made>) {
  const found = await made(...given)
  if (!found.ok) throw new Error(`${found.failure.code}: ${found.failure.why}`)
  return found.value
}

describe('making a migration safe', () => {
  it('renames instead of dropping and adding, with its index, and keeps a value', async () => {
    const way = await value([init, rename])
    expect(way.migrations).toEqual([
      {
        name: rename.name,
        sql: `-- AlterTable\nALTER TABLE "User" RENAME COLUMN name TO "fullName";\n\n-- CreateIndex\nALTER INDEX "User_name_idx" RENAME TO "User_fullName_idx";\n`,
        release: 'with this release',
      },
    ])
    expect(way.kept).toEqual(['A value that was in User.name is in User.fullName afterwards.'])
    expect(way.files).toEqual([
      {
        change: 'write',
        path: `${rename.name}/migration.sql`,
        content: way.migrations[0]?.sql,
        replaces: rename.checksum,
      },
    ])
    const dangers = (findings: typeof way.before) =>
      findings.filter(({ severity }) => severity === 'danger').length
    expect(dangers(way.after)).toBeLessThan(dangers(way.before))
  })

  it('takes one finding alone where it is asked for one', async () => {
    const two = file(
      rename.name,
      'CREATE INDEX "a" ON "User"("deletedAt");\nCREATE INDEX "b" ON "User"("deletedAt", "name");\n',
    )
    const { before } = await value([init, two])
    const second = before.find(({ title, recipe }) => recipe?.rewrite && /\bb\b/.test(title))
    const way = await value([init, two], { findings: [second?.id ?? ''] })
    expect(way.taken).toEqual([second?.id])
    expect(way.migrations.map(({ name }) => name)).toEqual([rename.name, '20260102000001_create_b'])
    expect(way.migrations[0]?.sql).toBe('CREATE INDEX "a" ON "User"("deletedAt");\n')
  })

  it('does not rename where something would stay that the migration takes away', async () => {
    const partial = file(
      '20260101000001_partial',
      'CREATE UNIQUE INDEX "live" ON "User"("name") WHERE "deletedAt" IS NULL;',
    )
    const found = await made([init, partial, rename])
    const taken = found.ok ? found.value.taken.map((id) => id.split(':')[0]) : []
    expect(taken).not.toContain('rename-as-drop-add')
  })

  it('puts a removal off to a later release, and leaves alone what is nothing else', async () => {
    const drop = 'ALTER TABLE "User" DROP COLUMN "deletedAt";\n'
    const both = file(rename.name, `ALTER TABLE "User" ADD COLUMN "note" TEXT;\n${drop}`)
    const way = await value([init, both])
    expect(way.migrations.map(({ release }) => /later/.test(release))).toEqual([false, true])
    expect(way.migrations[0]?.sql).not.toContain('DROP')
    expect(await made([init, file(rename.name, drop)])).toMatchObject({
      failure: { code: 'no_safe_way', why: expect.stringContaining('belongs in a later release') },
    })
  })

  it('has names that come before the next migration', async () => {
    const next = file('20260102000001_a', 'SELECT 1;')
    const index = file(
      rename.name,
      'ALTER TABLE "User" ADD COLUMN "note" TEXT;\nCREATE INDEX "User_deletedAt_idx" ON "User"("deletedAt");',
    )
    const way = await value([init, index, next])
    expect(way.migrations.map(({ name }) => name)).toEqual([
      rename.name,
      '20260102000000_rename_create_user_deleted_at_idx',
    ])
  })

  it('leaves alone what is applied where it looks', async () => {
    const environment = await TestEnvironment.create([init, rename])
    await environment.apply(init)
    const here = { url: environment.url }
    expect((await made([init, rename], here)).ok).toBe(true)
    await environment.apply(rename)
    expect(await made([init, rename], here)).toMatchObject({
      failure: { code: 'migration_not_pending', why: expect.stringContaining('is applied') },
    })
  })

  it('says what is not there, and where nothing can be written', async () => {
    expect(await made([init], {})).toMatchObject({ failure: { code: 'not_found' } })
    expect(await made([init, rename], { findings: ['nothing'] })).toMatchObject({
      failure: { code: 'not_found' },
    })
    const harmless = file(rename.name, 'ALTER TABLE "User" ADD COLUMN "note" TEXT;')
    expect(await made([init, harmless])).toMatchObject({ failure: { code: 'no_safe_way' } })
    const broken = file('20260101000001_broken', 'ALTER TABLE nothing ADD a int;')
    expect((await made([init, broken, rename])).ok).toBe(false)
  })
})

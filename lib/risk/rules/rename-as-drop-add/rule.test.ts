import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { renameAsDropAdd } from './rule'

judgesItsFiles(renameAsDropAdd, __dirname)

beforeAll(loadParser)

const before =
  'CREATE TABLE "User" ("id" BIGINT NOT NULL, "name" TEXT, "first" TEXT, "last" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));'
const found = (migration: string, schema = before) =>
  judge(migration, { before: schema }).findings.filter(({ rule }) => rule === renameAsDropAdd.meta.id)

it('says what is lost, under which lock, and asks how much', () => {
  const [finding] = found('ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "fullName" TEXT;')
  expect(finding).toMatchObject({
    severity: 'danger',
    family: 'loses_data',
    dataLoss: 'certain',
    title: 'Drops User.name and adds fullName, of the same type: a rename would keep the values',
    locks: [{ relation: 'public.User', mode: 'ACCESS EXCLUSIVE' }],
    probes: ['rename-as-drop-add:public.User.name'],
    recipe: { rewrite: { command: 0, instead: 'ALTER TABLE "User" RENAME COLUMN name TO "fullName"' } },
  })
})

it('keeps what else is said of the column', () => {
  const [finding] = found(
    `ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "fullName" TEXT NOT NULL DEFAULT 'x';`,
  )
  expect(finding?.recipe?.rewrite?.elsewhere).toEqual([
    {
      statement: 0,
      command: 1,
      instead: `ALTER COLUMN "fullName" SET DEFAULT 'x',\nALTER COLUMN "fullName" SET NOT NULL`,
    },
  ])
})

it('pairs each column with the one that is most like it', () => {
  const titles = found(
    'ALTER TABLE "User" DROP COLUMN "first", DROP COLUMN "last", ADD COLUMN "lastName" TEXT, ADD COLUMN "firstName" TEXT;',
  ).map(({ title }) => title.split(',')[0])
  expect(titles).toEqual(['Drops User.first and adds firstName', 'Drops User.last and adds lastName'])
})

it('writes nothing where a partial index would stay', () => {
  const partial = 'CREATE INDEX "live" ON "User"("id") WHERE "name" IS NOT NULL;'
  const [finding] = found(
    'ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "fullName" TEXT;',
    before + partial,
  )
  expect(finding?.recipe).toMatchObject({ id: 'rename', rewrite: null })
})

import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingNotNullableField } from './rule'

judgesItsFiles(addingNotNullableField, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === addingNotNullableField.meta.id)

const before = 'CREATE TABLE "Order" (id bigint PRIMARY KEY, note text);'
const migration = 'ALTER TABLE "Order" ALTER COLUMN note SET NOT NULL;'

it('takes the way over a check up to PostgreSQL 17', () => {
  const [finding] = found(migration, { before, postgres: 17 })
  expect(finding).toMatchObject({ severity: 'danger', cost: 'scan', blocks: 'reads and writes' })
  expect(finding?.recipe?.rewrite).toMatchObject({
    command: 0,
    instead: 'ADD CONSTRAINT "Order_note_is_not_null" CHECK (note IS NOT NULL) NOT VALID',
    before: [],
    after: [
      {
        suffix: 'validate_order_note_is_not_null',
        sql: 'ALTER TABLE "Order" VALIDATE CONSTRAINT "Order_note_is_not_null";',
      },
      {
        suffix: 'set_not_null_order_note',
        sql: 'ALTER TABLE "Order" ALTER COLUMN note SET NOT NULL;\nALTER TABLE "Order" DROP CONSTRAINT "Order_note_is_not_null";',
      },
    ],
  })
})

it('takes the constraint itself from PostgreSQL 18 on', () => {
  const [finding] = found(migration, { before, postgres: 18 })
  expect(finding?.recipe?.rewrite).toMatchObject({
    instead: 'ADD CONSTRAINT "Order_note_not_null" NOT NULL note NOT VALID',
    after: [{ sql: 'ALTER TABLE "Order" VALIDATE CONSTRAINT "Order_note_not_null";' }],
  })
})

it('writes nothing where the script goes on to rename the column', () => {
  const [finding] = found(`${migration}\nALTER TABLE "Order" RENAME COLUMN note TO remark;`, { before })
  expect(finding?.recipe?.rewrite).toBeNull()
  expect(finding?.recipe?.steps.length).toBeGreaterThan(1)
})

it('writes the safe way where the script goes on with other things of the column', () => {
  const [finding] = found(
    `${migration}\nALTER TABLE "Order" ADD CONSTRAINT one UNIQUE (note) NOT DEFERRABLE;`,
    { before },
  )
  expect(finding?.recipe?.rewrite).not.toBeNull()
})

it('stands at its command', () => {
  const [finding] = found('ALTER TABLE "Order"\n  ADD COLUMN a int,\n  ALTER COLUMN note SET NOT NULL;', {
    before,
  })
  expect(finding).toMatchObject({ line: 3, column: 3 })
})

import { expect, it } from 'vitest'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { addingRequiredField } from './rule'

judgesItsFiles(addingRequiredField, __dirname)

const found = (migration: string, given: Parameters<typeof judge>[1] = {}) =>
  judge(migration, given).findings.filter(({ rule }) => rule === addingRequiredField.meta.id)

const before = 'CREATE TABLE orders (id bigint PRIMARY KEY);'

it('asks how many rows there are, and breaks the application', () => {
  const { findings, probes } = judge('ALTER TABLE orders ADD COLUMN a text NOT NULL;', { before })
  expect(findings).toMatchObject([
    {
      family: 'fails_on_data',
      severity: 'danger',
      breaksApp: true,
      probes: ['adding-required-field:public.orders'],
    },
  ])
  expect(probes).toMatchObject([{ table: 'public.orders', means: 'fails' }])
})

it('says it once for all columns of a statement', () => {
  const sql = 'ALTER TABLE orders ADD COLUMN a text NOT NULL, ADD COLUMN b int, ADD COLUMN c text NOT NULL;'
  expect(found(sql, { before }).map(({ title }) => title)).toEqual([
    'Adding a and c as NOT NULL without a default fails if orders has rows',
  ])
})

it('does not fail on a table that the script empties, but breaks inserts', () => {
  const [finding] = found('TRUNCATE orders; ALTER TABLE orders ADD COLUMN a text NOT NULL;', { before })
  expect(finding).toMatchObject({ family: 'breaks_app', severity: 'warning', breaksApp: true, probes: [] })
})

import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { unbatchedBackfill } from './rule'

beforeAll(loadParser)

judgesItsFiles(unbatchedBackfill, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === unbatchedBackfill.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

it('counts the rows that its condition holds for', () => {
  const [finding] = found(
    `UPDATE orders AS o SET note = '' WHERE o.note IS NULL AND (total > 0 OR total < -1)`,
  )
  expect(finding?.asked).toMatchObject([
    {
      table: 'public.orders',
      means: 'touches',
      sql: 'SELECT count(*) AS n FROM public.orders AS o WHERE o.note IS NULL AND (total > 0 OR total < -1)',
    },
  ])
})

it('counts all rows where the condition speaks of what is not there yet', () => {
  const sql = `ALTER TABLE orders ADD COLUMN region text; COMMIT; UPDATE orders SET region = 'eu' WHERE region IS NULL`
  const [finding] = found(sql, { runner: 'prisma' })
  expect(finding?.asked[0]?.sql).toBe('SELECT count(*) AS n FROM public.orders AS t')
})

it('shows how to write in batches', () => {
  const [finding] = found(`DELETE FROM orders WHERE note IS NULL`)
  expect(finding?.recipe?.steps[0]?.sql).toBe(
    'DELETE FROM public.orders WHERE id IN (SELECT id FROM public.orders WHERE note IS NULL LIMIT 10000);',
  )
  expect(finding?.recipe?.rewrite).toBeNull()
})

it('keeps the alias in the batches', () => {
  const [finding] = found(`UPDATE orders o SET note = upper(o.note) WHERE o.total > 0`)
  expect(finding?.recipe?.steps[0]?.sql).toBe(
    'UPDATE public.orders AS o SET note = upper(o.note) WHERE o.id IN (SELECT o.id FROM public.orders AS o WHERE o.total > 0 LIMIT 10000);',
  )
})

it('leaves overwriting everything to its own rule', () => {
  expect(found(`UPDATE orders SET note = ''`)).toEqual([])
  expect(found(`DELETE FROM orders`)).toEqual([])
})

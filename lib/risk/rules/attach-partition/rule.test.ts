import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../../sql/parse'
import { judge } from '../../testing/judge-case'
import { judgesItsFiles } from '../../testing/judges-its-files'
import { attachPartition } from './rule'

beforeAll(loadParser)

judgesItsFiles(attachPartition, __dirname)

const before = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text);
  CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, note text, total numeric);
`

/** Its findings alone. */
function found(sql: string, given: Parameters<typeof judge>[1] = {}) {
  const { findings, probes } = judge(sql, { before, ...given })
  return findings
    .filter(({ rule }) => rule === attachPartition.meta.id)
    .map((finding) => ({ ...finding, asked: probes.filter(({ id }) => finding.probes.includes(id)) }))
}

it('writes the check that proves the bounds, and drops it afterwards', () => {
  const logs = `CREATE TABLE logs (day date NOT NULL) PARTITION BY RANGE (day);
    CREATE TABLE "Logs 2026" (day date NOT NULL);`
  const sql = `ALTER TABLE logs ATTACH PARTITION "Logs 2026" FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)`
  const [finding] = found(sql, { before: logs })
  expect(finding?.recipe?.rewrite).toMatchObject({
    before: [
      {
        sql: `ALTER TABLE "Logs 2026" ADD CONSTRAINT "Logs 2026_bounds" CHECK (day IS NOT NULL AND day >= '2026-01-01') NOT VALID;`,
      },
      { sql: 'ALTER TABLE "Logs 2026" VALIDATE CONSTRAINT "Logs 2026_bounds";' },
    ],
    instead: `${sql};\nALTER TABLE "Logs 2026" DROP CONSTRAINT "Logs 2026_bounds"`,
  })
})

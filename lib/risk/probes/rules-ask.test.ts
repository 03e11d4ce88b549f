import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testServer } from '../../databases/embedded/test-server'
import { loadParser } from '../../sql/parse'
import { judgeCase } from '../testing/judge-case'
import { readCases } from '../testing/rule-files'

const folder = join(__dirname, '../rules')
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    (['bad.sql', 'good.sql'] as const).flatMap((file) =>
      readCases(join(folder, name), file).map((given) => ({ ...given, name: `${name}: ${given.name}` })),
    ),
  )
  .filter(({ before }) => before.trim() !== '')

/** Every question that a rule puts, of the schema as it is before the migration. */
describe.each([14, 16, 18])('rules ask what PostgreSQL %i can answer', (major) => {
  let client: pg.Client

  beforeAll(async () => {
    await loadParser()
    const server = await testServer(major)
    client = new pg.Client({ connectionString: await server.createDatabase('rules_ask') })
    await client.connect()
  })
  afterAll(() => client?.end())

  it('and each answer is one number', async () => {
    let asked = 0
    for (const given of cases) {
      if (given.since > major) continue
      const { probes } = judgeCase({ ...given, postgres: major })
      if (probes.length === 0) continue
      await client.query('BEGIN')
      try {
        await client.query(given.before)
        for (const { sql, sampleSql, estimateSql } of probes) {
          asked++
          await client.query('SAVEPOINT one')
          const answers = await Promise.all(
            [sql, sampleSql, estimateSql].map((text) => (text ? client.query(text) : null)),
          ).catch((error: Error) => expect.fail(`${given.name}: ${error.message} in ${sql}`))
          expect(answers[0]?.rows.map(({ n }) => n)).toEqual(['0'])
          expect(answers[1]?.rows ?? []).toEqual([])
        }
      } finally {
        await client.query('ROLLBACK')
      }
    }
    expect(asked).toBeGreaterThan(50)
  })
})

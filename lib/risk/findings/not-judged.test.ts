import { beforeAll, expect, it } from 'vitest'
import { loadParser } from '../../sql/parse'
import { analyse } from '../analyse'
import { emptyModel } from '../model/empty-model'

beforeAll(loadParser)

it('says that it had no time, and never falls silent', () => {
  const scripts = ['1_a', '2_b'].map((name) => ({ name, sql: 'SELECT 1;\nDROP TABLE orders;' }))
  const { findings, migrations } = analyse(scripts, emptyModel({ complete: false }), {
    postgres: 18,
    runner: 'plain',
    together: false,
    hygiene: false,
    guarded: true,
    live: false,
    budgetMs: -1,
  })
  expect(findings.map(({ rule, migration, line }) => `${rule} ${migration}:${line}`)).toEqual([
    'not-judged 1_a:1',
    'not-judged 2_b:1',
  ])
  expect(migrations.map(({ name }) => name)).toEqual(['1_a', '2_b'])
})

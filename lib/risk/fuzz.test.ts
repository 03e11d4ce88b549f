import { beforeAll, describe, expect, it } from 'vitest'
import type { Analysis } from '../domain/analysis'
import { loadParser } from '../sql/parse'
import { analyse } from './analyse'
import { emptyModel } from './model/empty-model'
import type { AnalysisSettings } from './rule'
import { absurdScripts, brokenScripts, deepScripts, seedScripts } from './testing/fuzz-scripts'
import { randomFrom } from './testing/random'

beforeAll(loadParser)

/** Of a text that takes a second or two; something quadratic takes minutes. */
const boundMs = 15_000

const runners = ['prisma', 'headgate', 'plain'] as const

/** Judges a text, and checks what must hold for any. Answers how long it took, in ms. */
function judged(sql: string, settings: Partial<AnalysisSettings> = {}): Analysis & { ms: number } {
  const from = performance.now()
  const schema = emptyModel({ complete: settings.together === true })
  const analysis = analyse([{ name: 'fuzz', sql }], schema, {
    postgres: 18,
    runner: 'prisma',
    together: false,
    hygiene: true,
    guarded: false,
    live: true,
    ...settings,
  })
  const [migration] = analysis.migrations
  for (const { start, end, line, column } of analysis.findings) {
    if (!(start >= 0 && end >= start && end <= sql.length && line >= 1 && column >= 1))
      throw new Error(`A finding lies at ${start}-${end}, ${line}:${column} of ${sql.length}.`)
  }
  const ids = analysis.findings.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  // What could not be read is told, at least once for each statement that it is about.
  const unread = analysis.findings.filter(({ rule }) => rule === 'syntax-error')
  expect(unread.length).toBeGreaterThanOrEqual(migration?.errors.length ?? 0)
  return { ...analysis, ms: performance.now() - from }
}

describe('the analysis takes any text', () => {
  it('cut off anywhere', () => {
    for (const sql of seedScripts) {
      for (let at = 0; at <= sql.length; at++) judged(sql.slice(0, at))
    }
  })

  it('begun anywhere', () => {
    for (const sql of seedScripts) for (let at = 0; at < sql.length; at += 3) judged(sql.slice(at))
  })

  it('shuffled, and for every version and runner', () => {
    const random = randomFrom(20261123)
    const statements = seedScripts.flatMap((sql) => sql.split(/;\n/))
    for (let round = 0; round < 300; round++) {
      const sql = Array.from({ length: 12 }, () => random.oneOf(statements)).join(';\n')
      judged(sql, {
        postgres: 14 + random.below(5),
        runner: random.oneOf(runners),
        together: random.below(2) === 0,
      })
    }
  })

  it('with words and signs exchanged, dropped and doubled', () => {
    const random = randomFrom(7)
    for (let round = 0; round < 600; round++) judged(random.damaged(random.oneOf(seedScripts)))
  })

  it.each(Object.entries(absurdScripts))('%s', (_, make) => {
    expect(judged(make()).ms).toBeLessThan(boundMs)
  })
})

describe('what cannot be read is never silent', () => {
  it.each(Object.entries(brokenScripts))('%s', (_, sql) => {
    expect(judged(sql).findings.filter(({ rule }) => rule === 'syntax-error')).not.toEqual([])
  })

  it.each(Object.entries(deepScripts))('%s: read, or told', (_, make) => {
    const { findings, migrations, ms } = judged(make())
    const read = migrations[0]?.statements.length ?? 0
    expect(read + findings.length).toBeGreaterThan(0)
    // The parser is as good as before.
    expect(judged('DROP TABLE a;').migrations[0]).toMatchObject({ statements: [{ index: 0 }], errors: [] })
    expect(ms).toBeLessThan(boundMs)
  })

  it('and what stands around it is judged', () => {
    const sql =
      'CREATE TABLE a (id int);\nCREATE TABL b;\nDROP TABLE c;\nSELEC 1;\nCREATE TABLE d (id int);\n'
    const { migrations, findings } = judged(sql)
    expect(migrations[0]?.statements).toHaveLength(5)
    const places = findings.filter(({ rule }) => rule === 'syntax-error').map(({ line }) => line)
    expect(places).toEqual([2, 4])
  })
})

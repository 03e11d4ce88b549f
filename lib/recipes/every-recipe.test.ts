import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PlanningPorts } from '../engines/planning/make-plan'
import { judgeCase } from '../risk/testing/judge-case'
import { type RuleCase, readCases } from '../risk/testing/rule-files'
import { loadParser } from '../sql/parse'
import { makeSafe } from './make-safe'
import { file, revisionOf, testPorts } from './testing/ports'

const folder = join(__dirname, '../risk/rules')

let ports: PlanningPorts

beforeAll(async () => {
  ports = await testPorts()
})

await loadParser()
const all = readdirSync(folder, { withFileTypes: true })
  .filter((each) => each.isDirectory())
  .flatMap(({ name: rule }) =>
    readCases(join(folder, rule), 'bad.sql')
      .filter(isExecutable)
      .map((each) => [`${rule}: ${each.name}`, each] as const),
  )
/** Each takes part of a second on a server: by default one for each way of each rule, `HEADGATE_TESTS=full` tries all. */
const cases = process.env.HEADGATE_TESTS === 'full' ? all : oneOfEach(all)
const proven = new Set<string>()

/** Every safe way that any rule offers for its own bad cases, tried on a server. */
describe('the safe way', () => {
  it.each(cases)('of %s', async (_, { before, migration }) => {
    const name = '20260102000000_change'
    const made = await makeSafe(ports, {
      url: null,
      shadowUrl: null,
      revision: revisionOf([file('20260101000000_before', before), file(name, migration)]),
      migration: name,
      findings: 'all',
    })
    if (!made.ok) {
      expect(made.failure).toMatchObject({
        code: 'no_safe_way',
        why: expect.not.stringContaining('tried, and'),
      })
      return
    }
    const { left, taken, before: found, after } = made.value
    expect(left.filter((each) => !/already rewrites its statement/.test(each))).toEqual([])
    for (const finding of found.filter(({ id }) => taken.includes(id))) {
      proven.add(finding.recipe?.id ?? '')
      const later = finding.recipe?.rewrite?.after.some(({ release }) => /later/.test(release))
      const again = after.filter((each) => each.rule === finding.rule && same(each.tables, finding.tables))
      // What is only put off is judged where it goes.
      expect(again.filter((each) => !later || each.migration === name).map(({ title }) => title)).toEqual([])
    }
  })

  it('was tried for what can be written', () => {
    const ids = ['rename', 'convert-column', 'swap-foreign-key', 'not-null', 'validate-later']
    expect([...proven]).toEqual(
      expect.arrayContaining([...ids, 'concurrent-index', 'unique-using-index', 'rename-enum-value']),
    )
  })
})

function oneOfEach<Case extends readonly [string, RuleCase]>(all: Case[]): Case[] {
  const seen = new Set<string>()
  return all.filter(([, given]) => {
    const ways = judgeCase(given)
      .findings.filter(({ recipe }) => recipe?.rewrite)
      .map(({ rule, recipe }) => `${rule} ${recipe?.id}`)
    const isNew = ways.some((way) => !seen.has(way))
    for (const way of ways) seen.add(way)
    return isNew
  })
}

function isExecutable({ before, notExecuted }: RuleCase): boolean {
  return notExecuted === null && before.trim() !== ''
}

function same(a: string[], b: string[]): boolean {
  return a.join() === b.join()
}

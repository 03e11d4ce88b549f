import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from '../../sql/parse'
import type { Rule } from '../rule'
import { judgeCase } from './judge-case'
import { type RuleCase, readCases } from './rule-files'

/** The test that every rule has: each case of `bad.sql` gives its finding and no other, none of `good.sql` gives one. */
export function judgesItsFiles(rule: Rule, folder: string): void {
  describe(rule.meta.id, () => {
    beforeAll(loadParser)

    it.each(readCases(folder, 'bad.sql').map((each) => [each.name, each] as const))(
      'finds: %s',
      (_, given) => {
        expect(found(rule, given)).toEqual([...new Set([rule.meta.id, ...given.also])].sort())
      },
    )

    it.each(readCases(folder, 'good.sql').map((each) => [each.name, each] as const))(
      'is silent: %s',
      (_, given) => {
        expect(found(rule, given)).toEqual([...given.also].sort())
      },
    )
  })
}

/** The rules that speak. Of hygiene, which is asked for only where the rule is of that family, the rule alone. */
function found({ meta }: Rule, given: RuleCase): string[] {
  const { findings } = judgeCase(given, meta.family === 'hygiene')
  const others = findings.filter(({ family, rule }) => family !== 'hygiene' || rule === meta.id)
  return [...new Set(others.map(({ rule }) => rule))].sort()
}

import { beforeAll, describe, expect, it } from 'vitest'
import { loadParser } from '../../sql/parse'
import type { Rule } from '../rule'
import { judgeCase } from './judge-case'
import { readCases } from './rule-files'

/** The test that every rule has: each case of `bad.sql` gives its finding and no other, none of `good.sql` gives one. */
export function judgesItsFiles(rule: Rule, folder: string): void {
  describe(rule.meta.id, () => {
    beforeAll(loadParser)

    it.each(readCases(folder, 'bad.sql').map((each) => [each.name, each] as const))(
      'finds: %s',
      (_, given) => {
        const { findings } = judgeCase(given)
        const ids = [...new Set(findings.map((finding) => finding.rule))].sort()
        expect(ids).toEqual([...new Set([rule.meta.id, ...given.also])].sort())
      },
    )

    it.each(readCases(folder, 'good.sql').map((each) => [each.name, each] as const))(
      'is silent: %s',
      (_, given) => {
        const { findings } = judgeCase(given)
        expect([...new Set(findings.map((finding) => finding.rule))].sort()).toEqual([...given.also].sort())
      },
    )
  })
}

import { fail, ok } from '../../domain/failure'
import { suggest } from '../../domain/suggest'
import { rules as all } from '../../risk/rules/rules'
import type { QuickCommand } from '../command'
import { exitCodes } from '../exit-codes'
import { ruleListText, ruleText } from '../rules/rule-text'

type RulesSchema = typeof import('../../domain/answers/rules-answer').rulesAnswer

export const rules: QuickCommand<RulesSchema> = {
  name: 'rules',
  summary: 'what lint and the deploy request look for',
  usage: '[ID]',
  details: `Lists the rules of the risk analysis, by what kind of harm they are about; with an ID, all about one: why it matters,
its lock and cost, for which versions it holds, and the safe way.`,
  options: {},
  positionals: { least: 0, most: 1, names: 'ID' },
  quick: true,
  loadAnswer: async () => (await import('../../domain/answers/rules-answer')).rulesAnswer,
  async run(_, { positionals }) {
    const [id] = positionals
    const metas = all.map(({ meta }) => meta)
    const one = metas.find((meta) => meta.id === id)
    if (id !== undefined && !one) {
      const meant = suggest(
        id,
        metas.map((meta) => meta.id),
      )
      return fail('usage_wrong', `There is no rule ${id}.${meant ? ` Did you mean ${meant}?` : ''}`, {
        next: meant ? `headgate rules ${meant}` : 'headgate rules',
      })
    }
    const next = one ? 'headgate lint' : 'headgate rules ID tells all about one.'
    return ok({
      exit: exitCodes.ok,
      answer: { ok: true as const, command: 'rules' as const, rules: one ? [one] : metas, next },
      text: (paint) =>
        one ? ruleText(one, paint) : `${ruleListText(metas, paint)}\n${paint.bold('Next:')} ${next}`,
    })
  },
}

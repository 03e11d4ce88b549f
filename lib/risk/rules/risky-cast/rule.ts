import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'risky-cast',
  title: '',
  family: 'fails_on_data',
  severity: 'warning',
  lock: null,
  cost: 'instant',
  blocks: 'nothing',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: '',
  safe: [],
}

export const riskyCast: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

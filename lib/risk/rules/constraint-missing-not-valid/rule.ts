import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'constraint-missing-not-valid',
  title: '',
  family: 'blocks',
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

export const constraintMissingNotValid: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

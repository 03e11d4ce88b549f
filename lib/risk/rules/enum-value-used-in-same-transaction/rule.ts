import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'enum-value-used-in-same-transaction',
  title: '',
  family: 'transaction',
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

export const enumValueUsedInSameTransaction: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'transaction-model',
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

export const transactionModel: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

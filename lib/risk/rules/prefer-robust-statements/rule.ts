import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'prefer-robust-statements',
  title: '',
  family: 'hygiene',
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

export const preferRobustStatements: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

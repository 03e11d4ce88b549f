import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'prefer-bigint',
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

export const preferBigint: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'short-integer-primary-key',
  title: '',
  family: 'integrity',
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

export const shortIntegerPrimaryKey: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'foreign-key-on-partitioned-not-valid',
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

export const foreignKeyOnPartitionedNotValid: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

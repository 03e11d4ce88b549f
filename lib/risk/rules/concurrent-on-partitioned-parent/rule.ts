import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'concurrent-on-partitioned-parent',
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

export const concurrentOnPartitionedParent: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'attach-partition',
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

export const attachPartition: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

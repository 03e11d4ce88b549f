import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'detach-partition',
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

export const detachPartition: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

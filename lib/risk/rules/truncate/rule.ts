import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'truncate',
  title: '',
  family: 'loses_data',
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

export const truncate: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'dropping-constraint-backing-index',
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

export const droppingConstraintBackingIndex: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

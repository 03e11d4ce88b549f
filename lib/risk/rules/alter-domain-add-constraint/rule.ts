import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'alter-domain-add-constraint',
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

export const alterDomainAddConstraint: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

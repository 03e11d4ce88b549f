import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'add-column-constrained-domain',
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

export const addColumnConstrainedDomain: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

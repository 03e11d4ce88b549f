import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'create-rule',
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

export const createRule: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

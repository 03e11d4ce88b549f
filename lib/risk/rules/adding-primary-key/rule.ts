import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'adding-primary-key',
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

export const addingPrimaryKey: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

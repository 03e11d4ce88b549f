import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'add-column-references',
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

export const addColumnReferences: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

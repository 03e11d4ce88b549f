import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'add-column-inline-check',
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

export const addColumnInlineCheck: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

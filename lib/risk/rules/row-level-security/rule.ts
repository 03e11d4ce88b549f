import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'row-level-security',
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

export const rowLevelSecurity: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

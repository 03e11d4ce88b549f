import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'ban-drop-column',
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

export const banDropColumn: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

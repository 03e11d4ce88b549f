import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'changing-column-type',
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

export const changingColumnType: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'add-column-generated-stored',
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

export const addColumnGeneratedStored: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'create-trigger',
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

export const createTrigger: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'foreign-key-orphans',
  title: '',
  family: 'fails_on_data',
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

export const foreignKeyOrphans: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

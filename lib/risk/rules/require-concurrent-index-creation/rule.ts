import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'require-concurrent-index-creation',
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

export const requireConcurrentIndexCreation: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

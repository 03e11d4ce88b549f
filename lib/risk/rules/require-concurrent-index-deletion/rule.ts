import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'require-concurrent-index-deletion',
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

export const requireConcurrentIndexDeletion: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

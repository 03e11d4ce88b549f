import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'concurrent-index-if-not-exists',
  title: '',
  family: 'transaction',
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

export const concurrentIndexIfNotExists: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'mid-file-commit',
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

export const midFileCommit: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

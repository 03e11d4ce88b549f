import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'missing-lock-timeout',
  title: '',
  family: 'timeout',
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

export const missingLockTimeout: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

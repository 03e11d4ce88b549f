import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'lock-timeout-too-long',
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

export const lockTimeoutTooLong: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

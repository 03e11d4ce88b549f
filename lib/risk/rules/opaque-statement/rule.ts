import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'opaque-statement',
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

export const opaqueStatement: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

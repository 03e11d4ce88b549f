import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'prefer-identity',
  title: '',
  family: 'hygiene',
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

export const preferIdentity: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

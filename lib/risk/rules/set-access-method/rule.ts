import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'set-access-method',
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

export const setAccessMethod: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

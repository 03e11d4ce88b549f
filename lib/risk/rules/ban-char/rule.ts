import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'ban-char',
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

export const banChar: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

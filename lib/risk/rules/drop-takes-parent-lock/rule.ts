import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'drop-takes-parent-lock',
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

export const dropTakesParentLock: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

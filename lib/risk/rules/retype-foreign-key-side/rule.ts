import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'retype-foreign-key-side',
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

export const retypeForeignKeySide: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

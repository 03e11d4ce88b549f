import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'renaming-enum-value',
  title: '',
  family: 'breaks_app',
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

export const renamingEnumValue: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

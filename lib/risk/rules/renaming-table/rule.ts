import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'renaming-table',
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

export const renamingTable: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'mismatched-foreign-key-type',
  title: '',
  family: 'integrity',
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

export const mismatchedForeignKeyType: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'not-null-with-nulls',
  title: '',
  family: 'fails_on_data',
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

export const notNullWithNulls: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'ddl-with-backfill',
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

export const ddlWithBackfill: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'unbatched-backfill',
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

export const unbatchedBackfill: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'statement-after-exclusive-lock',
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

export const statementAfterExclusiveLock: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

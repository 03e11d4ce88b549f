import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'drop-and-recreate-column',
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

export const dropAndRecreateColumn: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

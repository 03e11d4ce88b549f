import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'hidden-object-dropped',
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

export const hiddenObjectDropped: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

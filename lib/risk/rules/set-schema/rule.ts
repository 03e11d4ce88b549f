import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'set-schema',
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

export const setSchema: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

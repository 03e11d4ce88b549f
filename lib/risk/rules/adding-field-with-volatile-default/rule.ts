import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'adding-field-with-volatile-default',
  title: '',
  family: 'blocks',
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

export const addingFieldWithVolatileDefault: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

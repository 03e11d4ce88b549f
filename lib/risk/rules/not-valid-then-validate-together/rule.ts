import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'not-valid-then-validate-together',
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

export const notValidThenValidateTogether: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

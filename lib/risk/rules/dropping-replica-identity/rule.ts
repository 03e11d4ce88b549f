import type { Rule, RuleMeta } from '../../rule'

const meta: RuleMeta = {
  id: 'dropping-replica-identity',
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

export const droppingReplicaIdentity: Rule = {
  meta,
  nodes: [],
  check() {
    return []
  },
}

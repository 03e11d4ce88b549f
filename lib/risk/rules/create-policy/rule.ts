import type { Node } from 'libpg-query'
import { nodeOf } from '../../../sql/node-of'
import { heldLocks, isHeld } from '../../locks/held-locks'
import { type Named, texts } from '../../model/names'
import { guard } from '../../recipes/guard'
import type { Rule, RuleMeta } from '../../rule'
import { usedTable } from '../../tables/used-table'

const meta: RuleMeta = {
  id: 'create-policy',
  title: 'Creating, changing or dropping a policy of a table in use',
  family: 'blocks',
  severity: 'notice',
  lock: 'ACCESS EXCLUSIVE on the table',
  cost: 'instant',
  blocks: 'reads and writes',
  dataLoss: 'none',
  breaksApp: false,
  versions: null,
  why: 'CREATE, ALTER and DROP POLICY are quick, but each wants the table for itself: it waits for every query that uses it, and everybody queues behind it meanwhile and until the transaction ends. Where row level security is on, it changes at once who sees which rows.',
  safe: [
    { what: 'Wait for the lock only briefly, and try again.', sql: "SET LOCAL lock_timeout = '5s';" },
    { what: 'Do nothing slow in the same transaction.' },
  ],
}

export const createPolicy: Rule = {
  meta,
  nodes: ['CreatePolicyStmt', 'AlterPolicyStmt', 'DropStmt'],
  check(at) {
    const { verb, policy, table } = policyOf(at.tree)
    const target = usedTable(at, table)
    if (!target) return []
    const { key, name } = target
    if (verb === 'DROP' && target.table?.complete && !target.table.policies.has(policy)) return []
    if (isHeld(heldLocks(at.migration.walked, at.transaction, 'ACCESS EXCLUSIVE'), key, 'ACCESS EXCLUSIVE')) {
      return []
    }
    return [
      {
        title: `${verb} POLICY ${policy} stops reads and writes of ${name} for a moment`,
        reason: `It waits until nobody uses ${name}, and everybody queues behind it until the transaction ends.`,
        tables: [key],
        recipe: guard(at),
      },
    ]
  },
}

function policyOf(tree: Node): { verb: string; policy: string; table: Named | undefined } {
  const created = nodeOf(tree, 'CreatePolicyStmt')
  if (created) return { verb: 'CREATE', policy: created.policy_name ?? '', table: created.table }
  const altered = nodeOf(tree, 'AlterPolicyStmt')
  if (altered) return { verb: 'ALTER', policy: altered.policy_name ?? '', table: altered.table }
  const drop = nodeOf(tree, 'DropStmt')
  const [object] = drop?.removeType === 'OBJECT_POLICY' ? (drop.objects ?? []) : []
  const names = texts(object ? nodeOf(object, 'List')?.items : [])
  return { verb: 'DROP', policy: names.at(-1) ?? '', table: object ? names.slice(0, -1) : undefined }
}
